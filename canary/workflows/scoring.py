"""Score a leak against every issue that it may come from, as one family of copies.

Which issues are scored is chosen from the leak and the plans alone. N counts the copies of all of
them, so it makes no difference to the bound how many editions of a document there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from canary import codes
from canary.log.commitment import copy_id
from canary.model import Attribution, Candidate, LeakText, Observation, Outcome, Verdict
from canary.reading import Reader
from canary.workflows.editions import Edition, words_of
from canary.workflows.inheritance import inherited
from canary.workflows.issued import Issued, source_text
from canary.workflows.question import Question
from canary.workflows.vault import Vault

Totals: TypeAlias = Mapping[str, Mapping[int, float]]

_OWN_WORDS = 15  # words in a row that are hardly met in two documents


@dataclass(frozen=True, slots=True)
class Scored:
    """One edition's readings and scores."""

    edition: Edition
    observation: Observation
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Ranked:
    """A copy's standing among all that were scored.

    Attributes:
        issued: Its issue.
        leaf: Its number there.
        candidate: Its scores; `posterior` is over the copies of all editions.
    """

    issued: Issued
    leaf: int
    candidate: Candidate

    @property
    def copy(self) -> str:
        """The copy's id."""
        return copy_id(self.issued.issue, self.leaf)


def read(to_score: Sequence[Edition], leak: LeakText) -> list[Observation]:
    """Return what the leak shows of each edition; equal ones are read once."""
    readings: dict[tuple[bytes, str], Observation] = {}
    found = []
    for edition in to_score:
        issued = edition.first
        key = (issued.source, repr(issued.plan)) if len(to_score) > 1 else (b"", "")
        if key not in readings:
            reader = Reader(source_text(issued), issued.plan.sites)
            readings[key] = reader.read(leak.content, doubts=leak.doubts)
        found.append(readings[key])
    return found


def score(
    vault: Vault,
    to_score: Sequence[Edition],
    observations: Sequence[Observation],
    question: Question,
    *,
    copies: int,
    totals: Totals,
) -> list[Scored]:
    """Score every copy by what the leak shows.

    Args:
        vault: The open vault.
        to_score: The editions.
        observations: What the leak shows of each.
        question: Gives alpha, the largest coalition, and how many candidates to list.
        copies: What N counts as, at least the copies of all editions.
        totals: Adjusted p-values of the case's leaks together, by first issue and copy.
    """
    scored = []
    for edition, observation in zip(to_score, observations, strict=True):
        plan = edition.first.plan
        law = codes.biases(plan, edition.first.keys.bias_key)
        attribution = codes.attribute(
            plan,
            law,
            observation,
            words_of(vault, edition, law),
            alpha=question.alpha,
            family=copies,
            keep=question.keep,
            coalition=question.coalition,
            elsewhere=totals.get(edition.first.first),
            inherited=inherited(vault, edition, law),
        )
        scored.append(Scored(edition, observation, attribution))
    return scored


def is_seen(observations: Iterable[Observation]) -> bool:
    """Whether the leak shows a site of an edition, or a passage long enough to be its own."""
    return any(
        each.count(Outcome.OBSERVED) or each.placed_words >= _OWN_WORDS for each in observations
    )


def rank(scored: Sequence[Scored]) -> list[Ranked]:
    """Return the candidates of all editions, best first, with one posterior over all copies.

    The posterior of "one of these issued copies, one only" weighs each edition by its copies and
    by the likelihood ratio of "one of its copies, whichever" against none.
    """
    weights = _weights(scored)
    ranked = [
        Ranked(*each.edition.locate(candidate.copy), _weighed(candidate, weight))
        for each, weight in zip(scored, weights, strict=True)
        for candidate in each.attribution.candidates
    ]
    return sorted(ranked, key=lambda r: (r.candidate.p_adjusted, -r.candidate.log10_lr))


def issued_at_all(scored: Sequence[Scored]) -> float:
    """Return log10 of how much better "one issued copy, whichever" fits than "none"."""
    logs = [_log10_weight(each) for each in scored]
    top = max(logs)
    copies = sum(each.edition.copies for each in scored)
    return top + math.log10(math.fsum(10.0 ** max(-300.0, v - top) for v in logs) / copies)


def conclude(scored: Sequence[Scored], ranked: Sequence[Ranked]) -> Verdict:
    """Return the verdict over all editions."""
    if not scored:
        return Verdict.NO_MATCH
    if len(scored) == 1:
        return scored[0].attribution.verdict
    if any(each.candidate.attributed for each in ranked):
        return Verdict.ATTRIBUTED
    held = sorted((each.candidate.posterior for each in ranked), reverse=True)[
        : codes.SHORTLIST_LENGTH
    ]
    fits = issued_at_all(scored) > 0
    if fits and sum(held) >= codes.SHORTLIST_POSTERIOR and len(ranked) > len(held):
        return Verdict.SHORTLIST
    return Verdict.INCONCLUSIVE


def _weights(scored: Sequence[Scored]) -> list[float]:
    """Return each edition's share of the posterior; they sum to 1."""
    logs = [_log10_weight(each) for each in scored]
    top = max(logs, default=0.0)
    powers = [10.0 ** max(-300.0, value - top) for value in logs]
    return [power / sum(powers) for power in powers]


def _log10_weight(each: Scored) -> float:
    return math.log10(each.edition.copies) + each.attribution.log10_lr_issued


def _weighed(candidate: Candidate, weight: float) -> Candidate:
    return replace(candidate, posterior=candidate.posterior * weight)
