"""Coalitions: found where their members alone are not, and innocents as rarely as stated."""

import math
from itertools import product

import numpy as np
import pytest

from canary.codes import Inherited, attribute, codewords
from canary.codes.given import p_given
from canary.codes.hypotheses import examine
from canary.codes.joint import fair_tail
from canary.model import Channel, Verdict
from tests.codes.worlds import (
    as_words,
    at_most,
    chance,
    draw,
    leak,
    mixed_variants,
    reading_of,
    world,
)


def pooled(strategy, sources, sites, copies, *key, alpha=1e-3, size=3, flip=0.02, mixed=False):
    """Attribution with a deep search, of a leak by the first copies."""
    rng = chance(*key)
    plan, law = world(mixed_variants(sites, rng) if mixed else [2] * sites, rng)
    symbols = draw(law, rng, copies)
    origin = symbols[:sources] if sources else draw(law, rng, 1)
    shown = leak(strategy, origin, plan, rng, flip=flip)
    seen = reading_of(plan, shown)
    words = as_words(symbols)
    plain = attribute(plan, law, seen, words, alpha=alpha)
    return plain, attribute(plan, law, seen, words, alpha=alpha, coalition=size)


def names(found):
    return {c.copy for c in found.candidates if c.attributed}


def test_a_minority_of_three_is_invisible_alone_and_found_as_a_triple():
    plain, deep = pooled("minority", 3, 60, 60, "triple")
    assert plain.verdict is not Verdict.ATTRIBUTED
    assert names(deep) == {0, 1, 2}
    (triple,) = [c for c in deep.coalitions if c.kind == "triple"]
    assert triple.copies == (0, 1, 2)
    assert triple.p_adjusted <= 1e-3


def test_two_interleaved_copies_are_found_as_a_pair():
    _, deep = pooled("interleave", 2, 150, 100, "pair", size=2)
    assert names(deep) == {0, 1}
    assert ("pair", (0, 1)) in [(c.kind, c.copies) for c in deep.coalitions]


def searched(strategy, sources, sites, copies, *key, alpha, flip=0.02):
    """Attribution without a deep search, of a leak by the first copies."""
    rng = chance(*key)
    plan, law = world([2] * sites, rng)
    symbols = draw(law, rng, copies)
    seen = reading_of(plan, leak(strategy, symbols[:sources], plan, rng, flip=flip))
    return attribute(plan, law, seen, as_words(symbols), alpha=alpha)


def test_both_of_two_pooled_at_random_are_named_without_a_deep_search():
    trials = 200
    found = [searched("interleave", 2, 150, 100, "both", t, alpha=1e-3) for t in range(trials)]
    assert sum(names(each) == {0, 1} for each in found) >= 0.95 * trials
    pooled = [each for each in found if names(each) == {0, 1}]
    assert {each.coalitions[0].copies for each in pooled} == {(0, 1)}
    further = [each for each in pooled if each.candidates[1].p_value > 1e-5]
    assert further, "the first is named by itself, the second often only given the first"
    for each in further:
        first, second = each.candidates[:2]
        assert second.p_adjusted >= first.p_adjusted
        kinds = [(c.kind, c.copies, c.p_adjusted) for c in each.coalitions]
        assert kinds == [(kind, (0, 1), second.p_adjusted) for kind in ("pool", "conditional")]


@pytest.mark.parametrize("edited", [[(0, 1)], [(0, 1), (2, 3, 4)]], ids=["one", "two"])
def test_steps_given_those_named_keep_the_family_wise_error_exactly(edited, monkeypatch):
    """Sources that differ from the leak at some sites; every innocent, at all alphas at once."""
    monkeypatch.setattr("canary.codes.scores.PROMISING", 1.0)
    plan, law = world([2] * 10, chance("exact"))
    symbols = np.zeros((len(edited) + 1, 10), np.uint8)
    for source, sites in zip(symbols, edited, strict=False):
        source[list(sites)] = 1
    reached, steps = [], 0
    for innocent in product(range(2), repeat=10):
        symbols[-1] = innocent
        words = as_words(symbols)
        found = attribute(plan, law, reading_of(plan, [0] * 10), words, alpha=1 - 1e-9)
        last = next(c for c in found.candidates if c.copy == len(edited))
        reached.append(last.p_adjusted)
        steps += last.p_adjusted < min(1.0, len(words) * last.p_value)
    reached = np.array(reached)
    assert all((reached <= alpha).mean() <= alpha for alpha in set(reached.tolist()))
    assert steps > 0


@pytest.mark.parametrize(("strategy", "sources"), [("interleave", 2), ("majority", 5)])
@pytest.mark.statistical
def test_steps_given_those_named_name_innocents_as_rarely_as_stated(strategy, sources, monkeypatch):
    """Of six copies: what the sources leave of alpha is large, and so is what the steps spend."""
    monkeypatch.setattr("canary.codes.scores.PROMISING", 1.0)
    trials, alpha = 600, 0.1
    wrong = further = 0
    for trial in range(trials):
        found = searched(strategy, sources, 40, 6, "steps", strategy, trial, alpha=alpha)
        wrong += bool(names(found) - set(range(sources)))
        further += any(6 * c.p_value > alpha for c in found.candidates if c.attributed)
    assert wrong <= at_most(trials, alpha)
    assert further > 0


def test_the_tail_given_others_is_that_of_all_codewords():
    rng = chance("given")
    plan, law = world([2] * 6 + [3] * 3, rng)
    known = draw(law, rng, 2)
    seen = reading_of(plan, leak("interleave", known, plan, rng, flip=0.2))
    everyone = np.array(list(product(*([range(2)] * 6 + [range(3)] * 3))), np.uint8)
    for named in (known[:1], known):
        p = p_given(examine(plan, law, seen, 9), named, everyone)
        chances = 1 / len(everyone)
        for value in set(p.tolist()):
            share = (p <= value).sum() * chances
            assert share <= value <= share * (1 + 3e-9)


def test_a_step_counts_every_ordered_pair():
    rng = chance("step")
    plan, law = world([2] * 150, rng)
    symbols = draw(law, rng, 2)
    seen = reading_of(plan, np.where(rng.random(150) < 0.7, symbols[0], symbols[1]))
    examination = examine(plan, law, seen, 50)
    (p,) = p_given(examination, symbols[:1], symbols[1:])
    found = attribute(plan, law, seen, as_words(symbols), alpha=1e-3, family=50)
    assert names(found) == {0, 1}
    first, second = found.candidates
    assert second.p_adjusted == max(first.p_adjusted, 50 * 49 * p) < 50 * second.p_value


def test_a_copy_is_no_surer_than_those_it_is_named_given():
    rng = chance("level")
    plan, law = world([2] * 100, rng)
    symbols = draw(law, rng, 2)
    seen = reading_of(plan, np.where(rng.random(100) < 0.55, symbols[0], symbols[1]))
    (p,) = p_given(examine(plan, law, seen, 20), symbols[:1], symbols[1:])
    found = attribute(plan, law, seen, as_words(symbols), alpha=0.05, family=20)
    first, second = found.candidates
    assert 20 * 19 * p < first.p_adjusted == second.p_adjusted < 20 * second.p_value


def test_what_is_attributed_at_an_alpha_does_not_depend_on_it():
    """A question asked again at another alpha is no new chance."""
    for trial in range(20):
        low, high = (
            searched("interleave", 2, 120, 60, "alpha-free", trial, alpha=alpha)
            for alpha in (1e-5, 1e-2)
        )
        more = {c.copy: c.p_adjusted for c in high.candidates}
        for each in low.candidates:
            if each.attributed:
                assert more[each.copy] == each.p_adjusted
            assert (more[each.copy] <= 1e-5) == each.attributed


def test_a_stream_of_a_pool_concludes_as_a_list_does():
    rng = chance("pooled stream")
    plan, law = world([2] * 150, rng)
    keys = [b"%d" % i for i in range(300)]
    words = list(codewords(keys, law))
    pool = np.frombuffer(words[7] + words[250], np.uint8).reshape(2, -1)
    seen = reading_of(plan, np.where(rng.random(150) < 0.7, *pool))
    listed = attribute(plan, law, seen, words, alpha=1e-3)
    assert names(listed) == {7, 250}
    assert listed == attribute(plan, law, seen, codewords(keys, law), alpha=1e-3, family=300)


def test_a_copy_that_not_all_readings_count_for_is_not_named_given_others():
    rng = chance("barred")
    plan, law = world([2] * 150, rng)
    symbols = draw(law, rng, 20)
    seen = reading_of(plan, np.where(rng.random(150) < 0.7, symbols[0], symbols[1]))
    words = as_words(symbols)
    assert names(attribute(plan, law, seen, words, alpha=1e-3)) == {0, 1}
    drafted = Inherited(1, words[1], frozenset(range(100)))
    apart = attribute(plan, law, seen, words, alpha=1e-3, inherited=[drafted])
    assert names(apart) == {0}


def test_the_second_of_two_is_named_given_the_first():
    """A copy that gave only a third of the sites stands out once the other is known."""
    for trial in range(40):
        rng = chance("conditional", trial)
        plan, law = world([2] * 90, rng)
        symbols = draw(law, rng, 200)
        shown = np.where(rng.random(90) < 0.64, symbols[0], symbols[1]).astype(np.uint8)
        words = as_words(symbols)
        deep = attribute(plan, law, reading_of(plan, shown), words, alpha=1e-3, coalition=2)
        steps = [c for c in deep.coalitions if c.kind == "conditional"]
        if steps:
            assert steps[0].copies == (0, 1)
            assert {0, 1} == names(deep)
            return
    pytest.fail("no conditional step was ever taken")


def test_shares_of_alpha_make_the_deep_search_stricter_on_single_copies():
    plain, deep = pooled("interleave", 1, 40, 20, "shares", flip=0.0)
    one, same = plain.candidates[0], deep.candidates[0]
    assert one.copy == same.copy == 0
    assert one.p_value == same.p_value
    assert math.isclose(same.p_adjusted, one.p_adjusted / 0.8)
    assert [c.kind for c in deep.coalitions] == []


def test_a_single_source_is_not_made_a_coalition():
    for trial in range(20):
        _, deep = pooled("interleave", 1, 80, 40, "single", trial)
        assert names(deep) == {0}
        assert deep.coalitions == ()


def test_the_pair_stage_counts_every_ordered_pair():
    rng = chance("ordered")
    plan, law = world([2] * 150, rng)
    symbols = draw(law, rng, 40)
    seen = reading_of(plan, leak("interleave", symbols[:2], plan, rng))
    found = []
    for family in (50, 500):
        words = as_words(symbols)
        deep = attribute(plan, law, seen, words, alpha=1e-3, family=family, coalition=2)
        (pair,) = [c for c in deep.coalitions if c.kind == "pair"]
        found.append(pair.p_adjusted)
    assert math.isclose(found[1] / found[0], 500 * 499 / (50 * 49))


@pytest.mark.parametrize(("sources", "strategy"), [(0, "interleave"), (2, "interleave")])
@pytest.mark.statistical
def test_the_deep_search_names_innocents_as_rarely_as_stated(sources, strategy):
    trials = 250
    wrong = 0
    for trial in range(trials):
        key = ("deep", sources, trial)
        _, deep = pooled(strategy, sources, 40, 30, *key, alpha=0.05)
        wrong += bool(names(deep) - set(range(sources)))
    assert wrong <= at_most(trials, 0.05)


def test_among_many_copies_the_pairs_of_the_best_are_searched():
    rng = chance("many")
    plan, law = world([2, 3] * 60, rng)
    symbols = draw(law, rng, 5200)
    shown = leak("interleave", symbols[[17, 4000]], plan, rng)
    deep = attribute(plan, law, reading_of(plan, shown), as_words(symbols), alpha=1e-3, coalition=2)
    assert {17, 4000} <= names(deep)


def test_grouped_channels_take_no_part():
    rng = chance("grouped")
    plan, law = world([2] * 30, rng, channels=[Channel.PUNCTUATION] * 30)
    symbols = draw(law, rng, 8)
    seen = reading_of(plan, symbols[0])
    plain = attribute(plan, law, seen, as_words(symbols), alpha=1e-3)
    deep = attribute(plan, law, seen, as_words(symbols), alpha=1e-3, coalition=3)
    assert deep.candidates[0].p_adjusted == min(1, plain.candidates[0].p_adjusted / 0.8)
    assert [c.kind for c in deep.coalitions] == []


@pytest.mark.parametrize("copies", [0, 1, 2])
def test_fewer_copies_than_a_coalition_needs_are_no_error(copies):
    rng = chance("few")
    plan, law = world([2] * 30, rng)
    symbols = draw(law, rng, copies)
    shown = symbols[0] if copies else np.zeros(30, np.uint8)
    words = as_words(symbols)
    deep = attribute(plan, law, reading_of(plan, shown), words, alpha=1e-3, coalition=3)
    assert len(deep.candidates) == copies


def test_the_tail_of_fair_tosses_is_exact():
    assert fair_tail(10, 10) == 2**-10
    assert fair_tail(10, 0) == 1.0
    assert fair_tail(4, 3) == 5 / 16
