"""The exact tail against its definition, against sampling far out, and at its edges."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary.codes.hypotheses import examine
from canary.codes.observed import observe
from canary.codes.packing import layout_of, scorer
from canary.codes.statistic import Statistic, Term, interleaving, rounded, unit_for
from canary.codes.tails import (
    CERTAIN_ZERO,
    FLOOR,
    GUARD,
    Distribution,
    of_equal_sites,
    of_site,
    tail_of,
)
from canary.model import Channel, Observation, Outcome, Reading
from tests.codes.worlds import chance, draw, leak, packed, plan_of, reading_of, world
from tests.reference import codes_definition as definition

LEXICON, COMMA = Channel.LEXICON, Channel.PUNCTUATION


def exact(statistic):
    """The law of a product statistic by the slow definition."""
    sites, groups = [], []
    place = {int(i): t for t, term in enumerate(statistic.terms) if term.mixed for i in term.sites}
    for i, (scores, law) in enumerate(zip(statistic.table, statistic.law, strict=True)):
        q = int((law > 0).sum())
        chances = [Fraction(p) for p in law[:q].tolist()]
        sites.append((scores[:q].tolist(), chances))
        groups.append(place.get(i))
    return definition.upper_tails(definition.distribution(sites, groups))


def assert_tail_is_tight(statistic):
    """Never below the exact tail, never above it by more than 2e-9 of it."""
    tail = statistic.tail()
    for value, wanted in exact(statistic).items():
        got = Fraction(float(tail.at(np.array([value]))[0]))
        assert wanted <= got or got == 1 == wanted
        assert got <= wanted * Fraction(1 + 2e-9)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([2, 3, 4, 6]), min_size=1, max_size=5),
    st.data(),
)
def test_the_tail_of_soft_readings_equals_the_sum_over_all_codewords(variants, data):
    channels = [data.draw(st.sampled_from([LEXICON, COMMA])) for _ in variants]
    plan = plan_of(variants, channels=channels, rules=["one"] * len(variants))
    _, law = world(variants, chance("soft"))
    likelihood = st.floats(0, 1).map(lambda x: round(x, 3))
    readings = []
    for site in plan.sites:
        seen = data.draw(st.lists(likelihood, min_size=site.q, max_size=site.q).filter(any))
        readings.append(Reading(site.slot, Outcome.OBSERVED, tuple(seen)))
    (statistic,) = examine(plan, law, Observation(tuple(readings)), 10).statistics
    assert_tail_is_tight(statistic)


def test_the_tail_of_skewed_biases_equals_exact_fractions():
    rng = chance("skewed")
    plan, law = world([2] * 250, rng, profile="S")
    shown = draw(law, rng, 1)[0]
    shown[12:] = 255
    (statistic,) = examine(plan, law, reading_of(plan, shown), 100).statistics
    assert_tail_is_tight(statistic)


def test_the_tail_of_stretches_equals_enumeration_of_4096_codewords():
    plan, law = world([2] * 12, chance("stretches"), per_stretch=4)
    observed = observe(plan, law, reading_of(plan, np.zeros(12, np.uint8)))
    table = rounded(interleaving(observed, pooled=1, flip=0.05), 64)
    terms = tuple(Term(np.arange(4 * t, 4 * t + 4), mixed=True) for t in range(3))
    statistic = Statistic("BLK", 64, table, observed.law, terms)
    words = (np.arange(4096)[:, np.newaxis] >> np.arange(12) & 1).astype(np.uint8)
    found = scorer(layout_of(plan), observed, statistic).scores(packed(plan, words))
    for value in np.unique(found):
        share = (found >= value).mean()
        assert share <= statistic.tail().at(np.array([value]))[0] <= share * (1 + 2e-9)


def test_a_groups_tail_and_score_agree_with_the_definition():
    channels = [LEXICON] * 3 + [COMMA] * 5
    plan = plan_of([2] * 8, channels=channels, rules=["word"] * 3 + ["comma"] * 3 + ["dash"] * 2)
    _, law = world([2] * 8, chance("groups"))
    examination = examine(plan, law, reading_of(plan, [0] * 8), 10)
    (statistic,) = examination.statistics
    assert [len(term.sites) for term in statistic.terms] == [3, 3, 2]
    assert_tail_is_tight(statistic)
    word = np.array([[0, 1, 0, 0, 0, 1, 1, 0]], dtype=np.uint8)
    hit = definition.score((1.0, 0.0), (0.5, 0.5), 0, 2, 0.02)
    miss = definition.score((1.0, 0.0), (0.5, 0.5), 1, 2, 0.02)
    wanted = 2 * hit + miss + definition.mixed(2 * hit + miss) + definition.mixed(hit + miss)
    got = scorer(layout_of(plan), examination.observed, statistic).scores(packed(plan, word))
    assert got.tolist() == [wanted]


@pytest.mark.parametrize("pooled", [1, 2, 3, 5])
@pytest.mark.parametrize("flip", [0.001, 0.02, 0.1])
def test_the_unrounded_ratio_has_mean_one_over_innocents(pooled, flip):
    rng = chance("mean", pooled, flip)
    plan, law = world([2, 3, 4, 5, 6] * 8, rng)
    seen = (Reading(s.slot, Outcome.OBSERVED, tuple(rng.random(s.q))) for s in plan.sites)
    observed = observe(plan, law, Observation(tuple(seen)))
    nats = interleaving(observed, pooled=pooled, flip=flip)
    mean = (observed.law * np.exp(nats)).sum(axis=1)
    assert np.abs(mean - 1).max() < 1e-12
    slow = definition.ratio(observed.likelihood[3][:5], observed.law[3][:5], 2, pooled, flip)
    assert math.isclose(math.exp(nats[3, 2]), slow, rel_tol=1e-12)


def test_without_flips_the_score_is_that_of_interleaving():
    plan, law = world([2, 4], chance("no flips"))
    observed = observe(plan, law, reading_of(plan, [0, 0]))
    nats = interleaving(observed, pooled=3, flip=0.0)
    assert np.allclose(nats[:, 0], [math.log(1 + (2 - 1) / 3), math.log(1 + (4 - 1) / 3)])
    assert np.allclose(nats[:, 1], math.log(1 - 1 / 3))


def test_the_tail_at_a_billionth_agrees_with_importance_sampling():
    rng = chance("importance")
    plan, law = world([2, 2, 2, 3] * 30, rng)
    examination = examine(plan, law, reading_of(plan, draw(law, rng, 1)[0]), 1000)
    statistic, tail = examination.statistics[0], examination.tails[0]
    threshold = tail.low + int(np.argmax(tail.values <= 1e-9))
    stated = float(tail.at(np.array([threshold]))[0])
    tilt = _tilt(statistic, threshold)
    weights = statistic.law * np.exp(tilt * statistic.table)
    norms = weights.sum(axis=1)
    sums = np.zeros(200_000, dtype=np.int64)
    for scores, weight, norm in zip(statistic.table, weights, norms, strict=True):
        sums += rng.choice(scores, len(sums), p=weight / norm)
    log_weight = np.log(norms).sum() - tilt * sums
    sample = np.where(sums >= threshold, np.exp(log_weight), 0.0)
    z = (sample.mean() - stated) / (sample.std() / math.sqrt(len(sample)))
    assert abs(z) < 4


def _tilt(statistic, target):
    """The exponential tilt under which the mean score is `target`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        tilt = (low + high) / 2
        weights = statistic.law * np.exp(tilt * statistic.table)
        mean = ((weights * statistic.table).sum(axis=1) / weights.sum(axis=1)).sum()
        low, high = (tilt, high) if mean < target else (low, tilt)
    return tilt


def test_twenty_clean_binary_sites_give_two_to_the_minus_twenty():
    plan, law = world([2] * 20, chance("physical"))
    (tail,) = examine(plan, law, reading_of(plan, [1] * 20), 10).tails
    assert math.isclose(tail.values[-2], 2**-20, rel_tol=2e-9)


def test_no_p_value_is_below_the_floor_and_none_above_one():
    plan, law = world([2] * 1500, chance("floor"))
    examination = examine(plan, law, reading_of(plan, [0] * 1500), 10)
    best = examination.statistics[0].table.max(axis=1).sum()
    p = examination.tails[0].at(np.array([best, best + 10**6, -(10**6)]))
    assert p.tolist() == [FLOOR, FLOOR, 1.0]


def test_cut_ends_are_counted_and_never_forgotten():
    tiny = 1e-320
    narrow = Distribution(0, np.array([tiny, 0.5, 0.5 - 3e-310, 3e-310]))
    total = narrow.plus(CERTAIN_ZERO)
    assert (total.low, len(total.mass)) == (1, 2)
    assert total.lost == 3e-310
    assert tail_of(total).at(np.array([1, 2, 3])).tolist() == [1.0, 0.5 * GUARD, FLOOR]


def test_sixteen_thousand_sites_take_seconds_and_a_coarser_unit():
    rng = chance("long")
    plan, law = world([2] * 16_384, rng)
    shown = draw(law, rng, 1)[0]
    examination = examine(plan, law, reading_of(plan, shown), 1000)
    statistic = examination.statistics[0]
    assert statistic.unit == unit_for(16_384) == 8
    assert examination.tails[0].at(np.array([0]))[0] < 0.5


@pytest.mark.parametrize("atoms", [{5: 0.25, -2: 0.75}, {7: 0.25, 0: 0.5, -3: 0.25}, {0: 1.0}])
def test_equal_sites_together_are_as_one_after_the_other(atoms):
    one, together = of_site(atoms), of_equal_sites(atoms, 7)
    singly = one
    for _ in range(6):
        singly = singly.plus(one)
    assert (together.low, len(together.mass)) == (singly.low, len(singly.mass))
    assert np.allclose(together.mass, singly.mass, rtol=1e-14, atol=0)


def test_the_tail_stays_exact_where_many_atoms_meet():
    wide = Distribution(0, np.full(100, 0.01))
    coin = of_site({1: 0.5, 0: 0.5})
    summed = wide.plus(wide).plus(coin)
    direct = np.convolve(np.convolve(wide.mass, wide.mass), [0.5, 0.5])
    assert np.allclose(summed.mass, direct, rtol=1e-12)


def test_a_leak_pooled_from_copies_leaves_the_tail_of_an_innocent_alone():
    rng = chance("pooled")
    plan, law = world([2] * 40, rng)
    one, two = (leak("interleave", draw(law, rng, 2), plan, rng) for _ in range(2))
    tails = [examine(plan, law, reading_of(plan, shown), 10).tails[0] for shown in (one, two)]
    assert (tails[0].values == tails[1].values).all()
