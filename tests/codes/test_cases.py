"""Evidence that adds up: joined leaks, fresh slots, e-values over documents."""

import math

import numpy as np
import pytest

from canary.codes import accumulate, attribute, fresh, join
from canary.model import Observation, Outcome, Reading
from tests.codes.worlds import as_words, at_most, chance, draw, hard, plan_of, reading_of, world


def test_joined_excerpts_score_as_the_whole():
    rng = chance("join")
    plan, law = world([2] * 40, rng)
    symbols = draw(law, rng, 20)
    whole, first, second = (symbols[3].copy() for _ in range(3))
    first[25:], second[:15] = 255, 255
    joined = join(plan, [reading_of(plan, first), reading_of(plan, second)])
    words = as_words(symbols)
    assert attribute(plan, law, joined, words, alpha=1e-3) == attribute(
        plan, law, reading_of(plan, whole), words, alpha=1e-3
    )


def test_a_joined_site_is_observed_before_substituted_before_erased():
    plan = plan_of([2, 2, 2])
    gone, other = Outcome.ERASED, Outcome.SUBSTITUTED
    one = Observation(
        (Reading(0, gone), Reading(1, other), Reading(2, gone)), leak_words=5, placed_words=4
    )
    two = Observation((Reading(0, Outcome.OBSERVED, hard(2, 1)), Reading(1, gone)), 7, 6)
    joined = join(plan, [one, two])
    assert [r.outcome for r in joined.readings] == [Outcome.OBSERVED, other, gone]
    assert (joined.leak_words, joined.placed_words) == (12, 10)


def test_readings_of_many_quotations_multiply_without_underflow():
    plan = plan_of([2])
    votes = [Reading(0, Outcome.OBSERVED, hard(2, v)) for v in [0, 1] * 500 + [1]]
    joined = join(plan, [Observation((vote,)) for vote in votes])
    assert joined.readings[0].likelihood == pytest.approx((0.001, 1.0))


def test_fresh_slots_are_those_not_seen_before():
    plan = plan_of([2, 2, 2])
    seen = fresh(reading_of(plan, [0, 1, 0]), {0, 2})
    assert [r.outcome for r in seen.readings] == [Outcome.ERASED, Outcome.OBSERVED, Outcome.ERASED]


def test_evidence_of_several_documents_names_who_no_single_one_names():
    rng = chance("documents")
    evidence = []
    for _ in range(4):
        plan, law = world([2] * 12, rng)
        symbols = draw(law, rng, 30)
        found = attribute(
            plan, law, reading_of(plan, symbols[7]), as_words(symbols), alpha=1e-6, keep=None
        )
        assert not any(c.attributed for c in found.candidates)
        evidence.append({c.copy: c.log10_lr for c in found.candidates})
    best, second, *_ = accumulate(evidence, family=30, alpha=1e-6)
    assert (best.holder, best.attributed, second.attributed) == (7, True, False)
    assert math.isclose(best.log10_e, sum(ratios[7] for ratios in evidence))


def test_a_holder_without_a_copy_of_a_document_keeps_their_evidence():
    standings = accumulate([{"a": 3.0, "b": 1.0}, {"b": 1.5}], family=2, alpha=0.01)
    assert [(s.holder, s.log10_e, s.attributed) for s in standings] == [
        ("a", 3.0, True),
        ("b", 2.5, True),
    ]


def test_the_product_must_reach_the_family_over_alpha():
    (below,) = accumulate([{"a": 4.0}], family=100, alpha=0.01)
    (above,) = accumulate([{"a": 4.0 + 1e-8}], family=100, alpha=0.01)
    assert (below.attributed, above.attributed) == (False, True)


@pytest.mark.parametrize(
    ("family", "alpha", "message"),
    [(1, 0.05, "2 holders in a family of 1"), (2, 0.0, "alpha lies outside 0…1: 0.0")],
)
def test_misuse_is_refused(family, alpha, message):
    with pytest.raises(ValueError, match=message):
        accumulate([{"a": 1.0, "b": 1.0}], family=family, alpha=alpha)


@pytest.mark.statistical
def test_stopping_at_the_best_moment_names_innocents_as_rarely_as_stated():
    rng = chance("stopping")
    trials, wrong, family = 300, 0, 20
    for _ in range(trials):
        totals = np.zeros(family)
        reached = False
        for _ in range(4):
            plan, law = world([2, 3] * 6, rng)
            symbols = draw(law, rng, family)
            seen = reading_of(plan, draw(law, rng, 1)[0])
            found = attribute(plan, law, seen, as_words(symbols), alpha=0.05, keep=None)
            for candidate in found.candidates:
                totals[candidate.copy] += candidate.log10_lr
            reached |= bool((totals >= math.log10(family / 0.05)).any())
        wrong += reached
    assert wrong <= at_most(trials, 0.05)
