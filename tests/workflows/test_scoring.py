"""canary.workflows.scoring: several editions, one family, one posterior."""

from types import SimpleNamespace

import pytest

from canary.model import Attribution, Candidate, Verdict
from canary.workflows.scoring import Edition, Scored, conclude, rank


def candidate(copy, posterior, p_adjusted=1.0):
    return Candidate(copy, 5, 10, 0, p_adjusted, p_adjusted, 0.0, posterior, p_adjusted <= 1e-6)


def scored(name, posteriors, *, lr=2.0, p_adjusted=1.0, verdict=Verdict.INCONCLUSIVE):
    issued = SimpleNamespace(issue=name * 32, first=name * 32, n=len(posteriors))
    listed = tuple(candidate(i, p, p_adjusted if i == 0 else 1.0) for i, p in enumerate(posteriors))
    attribution = Attribution(verdict, 1e-6, listed, log10_lr_issued=lr)
    return Scored(Edition((issued,)), None, attribution)


def test_nothing_scored_is_no_match_and_one_edition_speaks_for_itself():
    assert conclude([], []) is Verdict.NO_MATCH
    one = [scored("a", [0.9, 0.1], verdict=Verdict.SHORTLIST)]
    assert conclude(one, rank(one)) is Verdict.SHORTLIST


def test_an_edition_that_fits_better_takes_the_posterior():
    both = [scored("a", [0.9, 0.1], lr=0.0), scored("b", [0.6, 0.4], lr=3.0)]
    ranked = rank(both)
    assert sum(each.candidate.posterior for each in ranked) == pytest.approx(1)
    best = max(ranked, key=lambda each: each.candidate.posterior)
    assert best.copy == "bbbbbbbb-0000"
    assert best.candidate.posterior == pytest.approx(0.6 * 1000 / 1001)


def test_the_shortlist_over_editions_is_short_and_the_text_must_fit():
    few = [scored("a", [0.98, *[0.01 / 5] * 10]), scored("b", [0.1] * 10, lr=-9.0)]
    assert conclude(few, rank(few)) is Verdict.SHORTLIST
    flat = [scored("a", [0.1] * 10), scored("b", [0.1] * 10)]
    assert conclude(flat, rank(flat)) is Verdict.INCONCLUSIVE
    misfit = [scored("a", [0.98, *[0.002] * 10], lr=-1.0), scored("b", [0.1] * 10, lr=-9.0)]
    assert conclude(misfit, rank(misfit)) is Verdict.INCONCLUSIVE


def test_one_attributed_copy_decides():
    both = [scored("a", [0.5, 0.5]), scored("b", [0.5, 0.5], p_adjusted=1e-9)]
    ranked = rank(both)
    assert conclude(both, ranked) is Verdict.ATTRIBUTED
    assert ranked[0].copy == "bbbbbbbb-0000"


def test_copies_are_counted_through_the_additions():
    members = tuple(SimpleNamespace(issue=name * 32, n=n) for name, n in (("a", 3), ("b", 2)))
    edition = Edition(members)
    assert edition.copies == 5
    assert edition.locate(4) == (members[1], 1)
    with pytest.raises(ValueError, match="beyond the last"):
        edition.locate(5)
