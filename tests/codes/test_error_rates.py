"""Sampled claims: nobody innocent is named more often than stated, and sources are named.

Counts of errors are compared with Chernoff bounds that a correct program exceeds with a chance of
1e-9; detection is compared with the rates of the plan, on keyed samples.
"""

import math

import numpy as np
import pytest

from canary.codes.hypotheses import examine
from canary.codes.likelihood import closed_world
from canary.codes.scores import score_all
from tests.codes.worlds import (
    at_most,
    chance,
    draw,
    leak,
    mixed_variants,
    packed,
    reading_of,
    world,
)

pytestmark = pytest.mark.statistical


def named(plan, law, shown, copies, *, family, alpha):
    """Indices of the attributed copies."""
    examination = examine(plan, law, reading_of(plan, shown), family)
    scores = score_all(examination, [packed(plan, copies)])
    return np.flatnonzero(family * scores.p_value <= alpha)


def test_p_values_of_two_million_innocents_are_never_too_small():
    rng = chance("null")
    plan, law = world(mixed_variants(150, rng), rng, private=range(20))
    examination = examine(plan, law, reading_of(plan, draw(law, rng, 1)[0]), 1000)
    assert [s.name for s in examination.statistics] == ["G", "BLK", "PRIV"]
    n, batch = 2_000_000, 50_000
    batches = (packed(plan, draw(law, rng, batch)) for _ in range(n // batch))
    p = score_all(examination, batches).p_value
    for level in (1e-2, 1e-3, 1e-4, 1e-5):
        assert (p <= level).sum() <= at_most(n, level)
    assert (p <= 1e-2).sum() >= 0.4 * n * 1e-2  # and not idle: three tests share it


@pytest.mark.parametrize(
    ("name", "sources", "sites", "trials", "profile"),
    [
        ("unregistered", 0, 60, 600, "U"),
        ("interleave", 1, 40, 600, "U"),
        ("splice", 2, 80, 400, "U"),
        ("minority", 3, 80, 400, "U"),
        ("majority", 3, 260, 100, "S"),
    ],
)
def test_the_family_wise_error_stays_within_alpha(name, sources, sites, trials, profile):
    rng = chance("family", name)
    wrong = 0
    for _ in range(trials):
        variants = [2] * sites if profile == "S" else mixed_variants(sites, rng)
        plan, law = world(variants, rng, profile=profile)
        copies = draw(law, rng, 100)
        pool = copies[:sources] if sources else draw(law, rng, 1)
        shown = leak("interleave" if not sources else name, pool, plan, rng, flip=0.02)
        found = named(plan, law, shown, copies, family=100, alpha=0.05)
        wrong += bool((found >= sources).any())
    assert wrong <= at_most(trials, 0.05)


@pytest.mark.parametrize("kind", ["source", "constant", "against a copy"])
def test_a_reading_that_no_copy_made_names_nobody_more_often_than_alpha(kind):
    rng = chance("adversarial", kind)
    trials, wrong = 600, 0
    plan, law = world([2, 3] * 20, rng)
    for _ in range(trials):
        copies = draw(law, rng, 30)
        shown = {
            "source": np.zeros(40, np.uint8),
            "constant": np.ones(40, np.uint8),
            "against a copy": (copies[0] == 0).astype(np.uint8),
        }[kind]
        wrong += bool((named(plan, law, shown, copies, family=30, alpha=0.05) > 0).any())
    assert wrong <= at_most(trials, 0.05)


@pytest.mark.parametrize(
    ("strategy", "sources", "sites", "flip", "family", "mixed"),
    [
        ("interleave", 1, 40, 0.05, 1000, False),
        ("interleave", 2, 150, 0.02, 1000, True),
        ("splice", 3, 100, 0.02, 1000, True),
        ("majority", 3, 110, 0.02, 100, True),
    ],
    ids=["one copy, 5 % flips", "two interleaved", "three spliced", "three by majority"],
)
def test_a_source_is_named_as_often_as_planned(strategy, sources, sites, flip, family, mixed):
    rng = chance("power", strategy, sources)
    trials, hits = 200, 0
    for _ in range(trials):
        plan, law = world(mixed_variants(sites, rng) if mixed else [2] * sites, rng)
        copies = draw(law, rng, sources)
        shown = leak(strategy, copies, plan, rng, flip=flip)
        hits += len(named(plan, law, shown, copies, family=family, alpha=1e-3)) > 0
    assert hits >= 0.93 * trials


def test_a_fifth_of_300_sites_names_the_source():
    rng = chance("erasure")
    trials = hits = 0
    for _ in range(100):
        plan, law = world(mixed_variants(300, rng), rng)
        copies = draw(law, rng, 50)
        shown = leak("interleave", copies[:1], plan, rng, flip=0.02)
        shown[rng.random(300) < 0.8] = 255
        found = named(plan, law, shown, copies, family=200, alpha=1e-3)
        assert set(found.tolist()) <= {0}
        trials, hits = trials + 1, hits + len(found)
    assert hits >= 0.95 * trials


def test_forty_private_sites_survive_the_washing_of_sixty():
    rng = chance("washing")
    hits = 0
    for _ in range(200):
        plan, law = world([2] * 100, rng, private=range(60, 100))
        copy, redrawn = draw(law, rng, 2)
        shown = np.r_[redrawn[:60], copy[60:]]
        hits += len(named(plan, law, shown, copy[np.newaxis], family=100, alpha=1e-6))
    assert hits >= 0.90 * 200


def test_posteriors_are_as_often_right_as_they_say():
    """Half the leaks come from no copy; the posterior counts that, as in the plan."""
    rng = chance("calibration")
    bins = np.zeros((5, 3))
    for _ in range(3000):
        plan, law = world(mixed_variants(int(rng.integers(4, 16)), rng), rng)
        copies = draw(law, rng, 50)
        issued = rng.random() < 0.5
        source = int(rng.integers(50))
        origin = copies[[source]] if issued else draw(law, rng, 1)
        shown = leak("interleave", origin, plan, rng, flip=0.02)
        examination = examine(plan, law, reading_of(plan, shown), 50)
        alone = score_all(examination, [packed(plan, copies)]).alone
        total = np.exp(alone).mean()
        best = int(alone.argmax())
        stated = closed_world(alone)[best] * total / (1 + total)
        number = int(np.digitize(stated, [0.05, 0.2, 0.8, 0.95]))
        bins[number] += (1, stated, issued and best == source)
    for count, stated, right in bins[bins[:, 0] > 0]:
        spread = math.sqrt(max(stated * (1 - stated / count), 1.0))
        assert abs(stated - right) < 4 * spread
