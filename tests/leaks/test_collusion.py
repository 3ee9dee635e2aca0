"""What colluders make of their copies."""

import pytest

from canary import leaks
from canary.errors import UsageError
from canary.leaks.collusion import compared
from tests.reading.marked import drawn, memo, parse, render

SEED = b"collusion"


def copies(name, count):
    source, sites = memo(name)
    return [render(source, sites, drawn(sites, f"colluder {i}")) for i in range(count)]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_compared_copies_can_be_put_together_again(count):
    held = copies("clinic", count)
    segments = compared(held)
    for holder, copy in enumerate(held):
        assert "".join(segment[holder] for segment in segments) == copy


@pytest.mark.parametrize("strategy", leaks.STRATEGIES)
def test_equal_copies_give_the_copy_back(strategy):
    copy = copies("style", 1)[0]
    assert leaks.collude([copy] * 3, strategy, seed=SEED) == copy


@pytest.mark.parametrize("strategy", leaks.STRATEGIES)
def test_a_strategy_follows_from_its_seed(strategy):
    held = copies("harbour", 3)
    assert leaks.collude(held, strategy, seed=SEED) == leaks.collude(held, strategy, seed=SEED)


def test_majority_and_minority_choose_what_most_and_fewest_have():
    held = [
        render(*parse("He {said|stated} it {early|soon}."), symbols)
        for symbols in ([0, 0], [0, 1], [1, 0])
    ]
    assert leaks.collude(held, "majority", seed=SEED) == "He said it early."
    assert leaks.collude(held, "minority", seed=SEED) == "He stated it soon."


def test_a_random_choice_takes_each_place_from_some_copy():
    held = ["He said it early.", "He stated it soon."]
    found = {leaks.collude(held, "site", seed=bytes([n])) for n in range(40)}
    assert found == {
        "He said it early.",
        "He stated it soon.",
        "He said it soon.",
        "He stated it early.",
    }


def test_a_third_word_is_in_no_copy():
    made = leaks.collude(["He said it.", "He stated it."], "third-word", seed=SEED)
    assert made.startswith("He ")
    assert "said" not in made
    assert "stated" not in made


def test_a_splice_takes_one_stretch_from_each_copy():
    source, sites = memo("clinic")
    held = [render(source, sites, [symbol] * len(sites)) for symbol in (0, 1)]
    made = leaks.collude(held, "splice", seed=SEED)
    paragraphs = made.split("\n\n")
    origin = [[p in copy.split("\n\n") for copy in held] for p in paragraphs]
    assert all(any(row) for row in origin)
    assert {row.index(True) for row in origin} == {0, 1}


def test_an_unknown_strategy_and_a_single_copy_are_refused():
    with pytest.raises(UsageError, match="'vote'"):
        leaks.collude(["a", "b"], "vote", seed=SEED)
    with pytest.raises(ValueError, match="at least 2"):
        leaks.collude(["a"], "site", seed=SEED)


def test_a_forger_imitates_one_stretch_of_what_was_seen():
    own, seen = " ".join("a x b x c x d x".split()), " ".join("e x f x g x h x".split())
    assert leaks.frame(own, seen, seed=b"1", share=0.0) == own
    assert leaks.frame(own, seen, seed=b"1", share=1.0) == seen
    halves = {leaks.frame(own, seen, seed=bytes([n])) for n in range(30)}
    assert halves == {"e x f x c x d x", "a x f x g x d x", "a x b x g x h x"}
