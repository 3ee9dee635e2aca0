"""Evidence that adds up: what the leaks of a case say together about who held their sources.

Each leak of a case, read over the sites that no earlier one of the same document showed, gives
every copy a likelihood ratio whose mean over innocents is at most 1, whatever came before. Ratios
multiply over leaks and, because documents have keys of their own, over documents that the same
people hold. Whoever's product reaches (holders / share of alpha) is attributed; that an innocent
holder ever gets there has a chance of at most that share (`canary.codes.cases`).

Editions of a document share their keys, and unchanged text its slots: a slot counts once for all
of them. Nothing is added up before there are two leaks, or two documents in one leak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from canary import codes
from canary.errors import UsageError
from canary.log.commitment import copy_id
from canary.log.entry import Entry
from canary.log.payloads import list_of
from canary.log.recipient import fold_id
from canary.model import Observation, Outcome
from canary.workflows.editions import Edition, words_of
from canary.workflows.inheritance import inherited
from canary.workflows.issued import Issued, load_issue, open_copy
from canary.workflows.kept import kept_leak
from canary.workflows.scoring import Totals, read
from canary.workflows.vault import Vault

LISTED = 5
STRONG = 3.0  # log10 likelihood ratio from which a copy is named beside its holder's others
Holder: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Held:
    """A holder's copy: its edition's first issue, its number in the edition, its issue and leaf."""

    first: str
    number: int
    issued: Issued
    leaf: int

    @property
    def copy(self) -> str:
        """The copy's id."""
        return copy_id(self.issued.issue, self.leaf)


@dataclass(frozen=True, slots=True)
class Total:
    """One holder's evidence over all leaks and documents of a case.

    Attributes:
        held: The holder's copies that the leaks speak for.
        log10_e: log10 of the product of the likelihood ratios.
        p_adjusted: Bound on the chance that any innocent holder ever reaches as much, over the
            share of alpha that totals have; at most 1.
    """

    held: tuple[Held, ...]
    log10_e: float
    p_adjusted: float


def add_up(
    vault: Vault,
    earlier: Iterable[Entry],
    to_score: Sequence[Edition],
    observations: Sequence[Observation],
    *,
    share: Fraction,
) -> list[Total]:
    """Return the best totals of a case, best first; none where nothing adds up.

    Only of holders of a document that the present leak may come from: what earlier leaks said of
    anybody else was said then, and is no answer to the present question.

    Args:
        vault: The open vault.
        earlier: The case's recorded decodes, oldest first.
        to_score: The editions that the present leak may come from.
        observations: What it shows of each.
        share: What totals may spend of alpha.
    """
    evidence = _fresh([*_read_again(vault, earlier), *zip(to_score, observations, strict=True)])
    if len(evidence) < 2:
        return []
    holders = _holders(vault, [edition for edition, _ in evidence])
    ratios = [_ratios(vault, edition, observation) for edition, observation in evidence]
    standings = codes.accumulate(
        dict(zip(names, own, strict=True)) for names, own in zip(holders, ratios, strict=True)
    )
    part = float(share)
    totals = {
        each.holder: (each.log10_e, min(1.0, each.p_adjusted / part))
        for n, each in enumerate(standings)
        if n < LISTED or each.p_adjusted < part
    }
    held: dict[Holder, dict[tuple[str, int], Held]] = {holder: {} for holder in totals}
    spoken: defaultdict[tuple[str, int], float] = defaultdict(float)
    for names, own, (edition, _) in zip(holders, ratios, evidence, strict=True):
        first = edition.first.first
        for number, holder in enumerate(names):
            if holder in held:
                held[holder][first, number] = Held(first, number, *edition.locate(number))
                spoken[first, number] += own[number]
    shown = {edition.first.first for edition in to_score}
    return [
        Total(copies, *totals[holder])
        for holder, copies in ((each, _spoken_for(held[each], spoken)) for each in held)
        if shown.intersection(copy.first for copy in copies)
    ]


def _spoken_for(
    held: Mapping[tuple[str, int], Held], log10_ratios: Mapping[tuple[str, int], float]
) -> tuple[Held, ...]:
    """Return those of a holder's copies that the leaks strongly speak for; all if for none.

    What is proved of a holder by one copy's words says nothing of that holder's other copies: an
    innocent one reaches `STRONG` with a chance of at most a thousandth.
    """
    strong = tuple(held[key] for key in held if log10_ratios[key] >= STRONG)
    return strong or tuple(held.values())


def by_copy(totals: Iterable[Total]) -> Totals:
    """Return adjusted p-values by first issue and number of the copy in its edition."""
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for total in totals:
        for each in total.held:
            found[each.first][each.number] = total.p_adjusted
    return found


def _read_again(vault: Vault, earlier: Iterable[Entry]) -> Iterator[tuple[Edition, Observation]]:
    """Yield what earlier leaks of the case show; erased ones, and repeated ones, show nothing."""
    for entry in earlier:
        try:
            leak = kept_leak(vault, entry)
            found = _editions(vault, map(str, list_of(entry.payload, "issues")))
        except UsageError:
            continue
        yield from zip(found, read(found, leak), strict=True)


def _editions(vault: Vault, issues: Iterable[str]) -> list[Edition]:
    """Return the editions that recorded issues make up."""
    members: defaultdict[str, list[Issued]] = defaultdict(list)
    for issue in issues:
        issued = load_issue(vault, issue)
        members[issued.first].append(issued)
    return [Edition(tuple(issues)) for issues in members.values()]


def _fresh(
    evidence: Iterable[tuple[Edition, Observation]],
) -> list[tuple[Edition, Observation]]:
    """Return the observations over slots not shown before, without those that show nothing new."""
    seen: defaultdict[str, set[int]] = defaultdict(set)
    kept = []
    for edition, observation in evidence:
        known = seen[edition.first.root]
        new = codes.fresh(observation, known)
        if new.count(Outcome.OBSERVED):
            kept.append((edition, new))
        known |= {r.slot for r in new.readings if r.outcome is Outcome.OBSERVED}
    return kept


def _ratios(vault: Vault, edition: Edition, observation: Observation) -> list[float]:
    law = codes.biases(edition.first.plan, edition.first.keys.bias_key)
    words = words_of(vault, edition, law)
    return codes.log10_ratios(
        edition.first.plan,
        law,
        observation,
        words,
        family=edition.copies,
        inherited=inherited(vault, edition, law),
    )


def _holders(vault: Vault, evidence: Sequence[Edition]) -> list[Sequence[Holder]]:
    """Return who holds each copy of each edition.

    Within one document a copy stands for its holder, so that no recipient need be opened.
    """
    if len({edition.first.first for edition in evidence}) == 1:
        return [range(edition.copies) for edition in evidence]
    members = {issued.issue: issued for edition in evidence for issued in edition.issues}
    names = {issue: _recipients(vault, issued) for issue, issued in members.items()}
    return [
        [name for issued in edition.issues for name in names[issued.issue]] for edition in evidence
    ]


def _recipients(vault: Vault, issued: Issued) -> list[str]:
    copies = vault.registry.copies(issued.issue)
    return [fold_id(open_copy(vault, issued, issued.issue, copy).recipient.id) for copy in copies]
