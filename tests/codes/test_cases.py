"""Evidence that adds up: joined leaks, fresh slots, e-values over documents."""

import math

import pytest

from canary.codes import accumulate, attribute, fresh, join, log10_ratios
from canary.model import Observation, Outcome, Reading, Verdict
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
    best, second, *_ = accumulate(evidence)
    assert best.holder == 7
    assert best.p_adjusted <= 1e-6 < second.p_adjusted
    assert math.isclose(best.log10_e, sum(ratios[7] for ratios in evidence))


def test_a_holder_without_a_copy_of_a_document_keeps_their_evidence():
    standings = accumulate([{"a": 3.0, "b": 1.0}, {"b": 1.5}])
    assert [(s.holder, s.log10_e) for s in standings] == [("a", 3.0), ("b", 2.5)]


def test_the_product_is_divided_by_the_holders_and_their_part_of_alpha():
    (*_, one) = accumulate([dict.fromkeys("abcdefg", 0.0) | {"a": 4.0}])[::-1]
    assert math.isclose(one.p_adjusted, 7 / (7 / 8) * 1e-4, rel_tol=1e-8)
    assert one.p_adjusted > 8e-4


def test_holders_who_come_with_later_documents_pay_and_move_nobody():
    first = {"a": 6.0, "b": 0.0}
    alone, joined = accumulate([first]), accumulate([first, {"c": 6.0, "d": 0.0}, {"e": 6.0}])
    assert alone[0] == joined[0]
    p = {s.holder: s.p_adjusted for s in joined}
    assert math.isclose(p["c"], 2 * 16e-6, rel_tol=1e-8)
    assert math.isclose(p["e"], 48e-6, rel_tol=1e-8)
    assert p["b"] == 1.0


def test_ratios_of_all_copies_are_those_that_attribution_states():
    rng = chance("ratios")
    plan, law = world([2, 3] * 10, rng)
    words = as_words(draw(law, rng, 15))
    seen = reading_of(plan, draw(law, rng, 1)[0])
    found = attribute(plan, law, seen, words, alpha=0.05, keep=None)
    stated = {c.copy: c.log10_lr for c in found.candidates}
    assert stated == dict(enumerate(log10_ratios(plan, law, seen, words, family=15)))


def test_what_a_copy_reached_elsewhere_counts_and_is_listed():
    rng = chance("elsewhere")
    plan, law = world([2] * 10, rng)
    words = as_words(draw(law, rng, 50))
    seen = reading_of(plan, draw(law, rng, 1)[0])
    plain = attribute(plan, law, seen, words, alpha=1e-3, keep=3)
    worst = attribute(plan, law, seen, words, alpha=1e-3, keep=None).candidates[-1].copy
    found = attribute(plan, law, seen, words, alpha=1e-3, keep=3, elsewhere={worst: 1e-4})
    assert plain.verdict is not Verdict.ATTRIBUTED
    assert found.verdict is Verdict.ATTRIBUTED
    assert (found.candidates[0].copy, found.candidates[0].p_adjusted) == (worst, 1e-4)
    assert [c.attributed for c in found.candidates] == [True, False, False]


@pytest.mark.statistical
def test_stopping_at_the_best_moment_names_innocents_as_rarely_as_stated():
    rng = chance("stopping")
    trials, wrong, family = 300, 0, 20
    for _ in range(trials):
        evidence, reached = [], False
        for document in range(4):
            plan, law = world([2, 3] * 6, rng)
            holders = range(family if document < 2 else 2 * family)
            symbols = draw(law, rng, len(holders))
            seen = reading_of(plan, draw(law, rng, 1)[0])
            ratios = log10_ratios(plan, law, seen, as_words(symbols), family=len(symbols))
            evidence.append(dict(zip(holders, ratios, strict=True)))
            reached |= accumulate(evidence)[0].p_adjusted <= 0.05
        wrong += reached
    assert wrong <= at_most(trials, 0.05)
