"""Coalitions: found where their members alone are not, and innocents as rarely as stated."""

import math

import numpy as np
import pytest

from canary.codes import attribute
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
