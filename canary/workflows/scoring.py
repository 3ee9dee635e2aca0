"""Score a leak against every issue that it may come from, as one family of copies.

Which issues are scored is chosen from the leak and the plans alone. N counts the copies of all of
them, so it makes no difference to the bound how many editions of a document there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from canary import codes
from canary.files.decoding import decode
from canary.log.commitment import copy_id
from canary.log.payloads import int_of
from canary.model import Attribution, Candidate, Observation, Outcome, Verdict
from canary.reading import Reader
from canary.workflows.issued import Issued, family, load_issue, word_keys
from canary.workflows.vault import Vault

_OWN_WORDS = 15  # words in a row that are hardly met in two documents
_SHORTLIST = 5
_SHORTLIST_POSTERIOR = 0.9


@dataclass(frozen=True, slots=True)
class Edition:
    """A document as issued: its first issue and those that added recipients to it.

    Attributes:
        issues: The first issue, then the additions that count, oldest first.
    """

    issues: tuple[Issued, ...]

    @property
    def first(self) -> Issued:
        """The issue that holds source and plan."""
        return self.issues[0]

    @property
    def copies(self) -> int:
        """N of this edition."""
        return sum(issued.n for issued in self.issues)

    def locate(self, index: int) -> tuple[Issued, int]:
        """Return the issue and leaf of the `index`-th copy of the edition."""
        for issued in self.issues:
            if index < issued.n:
                return issued, index
            index -= issued.n
        raise ValueError(f"no copy {index} beyond the last")


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


def editions(vault: Vault, firsts: Sequence[str], *, seen: int | None = None) -> list[Edition]:
    """Return the editions to score; issues recorded after the leak was seen are left out.

    Args:
        vault: The open vault.
        firsts: Ids of first issues.
        seen: When the leak was first seen, seconds since 1970; None where unknown.

    Raises:
        UsageError: An issue is not recorded, or erased.
        VerificationError: A record does not hold.
    """
    found = []
    for first in firsts:
        members = [load_issue(vault, issue) for issue in family(vault, first)]
        if seen is not None:
            members = [m for m in members if int_of(m.entry.payload, "time") <= seen]
        if members:
            found.append(Edition(tuple(members)))
    return found


def score(
    vault: Vault,
    to_score: Sequence[Edition],
    leak: str,
    *,
    alpha: float,
    copies: int,
    coalition: int,
    keep: int | None,
) -> list[Scored]:
    """Read the leak and score every copy.

    Args:
        vault: The open vault.
        to_score: The editions.
        leak: The leak's text.
        alpha: Bound on the chance of naming any wrong copy.
        copies: What N counts as, at least the copies of all editions.
        coalition: Largest coalition to search for.
        keep: Candidates an edition; None for all.
    """
    readings: dict[tuple[bytes, str], Observation] = {}
    scored = []
    for edition in to_score:
        issued = edition.first
        key = (issued.source, repr(issued.plan)) if len(to_score) > 1 else (b"", "")
        if key not in readings:
            source, _ = decode(issued.source, what=issued.about.get("file", "source"))
            readings[key] = Reader(source, issued.plan.sites).read(leak)
        law = codes.biases(issued.plan, issued.keys.bias_key)
        attribution = codes.attribute(
            issued.plan,
            law,
            readings[key],
            codes.codewords(_word_keys(vault, edition), law),
            alpha=alpha,
            family=copies,
            keep=keep,
            coalition=coalition,
        )
        scored.append(Scored(edition, readings[key], attribution))
    return scored


def is_seen(scored: Sequence[Scored]) -> bool:
    """Whether the leak shows a site of an edition, or a passage long enough to be its own."""
    return any(
        each.observation.count(Outcome.OBSERVED) or each.observation.placed_words >= _OWN_WORDS
        for each in scored
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


def conclude(scored: Sequence[Scored], ranked: Sequence[Ranked]) -> Verdict:
    """Return the verdict over all editions."""
    if not scored:
        return Verdict.NO_MATCH
    if len(scored) == 1:
        return scored[0].attribution.verdict
    if any(each.candidate.attributed for each in ranked):
        return Verdict.ATTRIBUTED
    held = sorted((each.candidate.posterior for each in ranked), reverse=True)[:_SHORTLIST]
    fits = max(each.attribution.log10_lr_issued for each in scored) > 0
    if fits and sum(held) >= _SHORTLIST_POSTERIOR and len(ranked) > len(held):
        return Verdict.SHORTLIST
    return Verdict.INCONCLUSIVE


def _word_keys(vault: Vault, edition: Edition) -> Iterator[bytes]:
    for issued in edition.issues:
        yield from word_keys(vault, issued)


def _weights(scored: Sequence[Scored]) -> list[float]:
    """Return each edition's share of the posterior; they sum to 1."""
    logs = [math.log10(each.edition.copies) + each.attribution.log10_lr_issued for each in scored]
    top = max(logs, default=0.0)
    powers = [10.0 ** max(-300.0, value - top) for value in logs]
    return [power / sum(powers) for power in powers]


def _weighed(candidate: Candidate, weight: float) -> Candidate:
    return replace(candidate, posterior=candidate.posterior * weight)
