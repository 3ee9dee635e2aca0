"""Whose copies a decode shows: only attributed ones, or all listed for a reason, recorded first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from canary.log.payloads import Payload
from canary.workflows.decode_result import Result
from canary.workflows.issued import Issued, recipient_of
from canary.workflows.question import Question, Run
from canary.workflows.scoring import Ranked
from canary.workflows.together import Total
from canary.workflows.vault import Vault


@dataclass(frozen=True, slots=True)
class Listed:
    """A copy that a decode lists."""

    issued: Issued
    leaf: int
    attributed: bool


def copies_listed(
    ranked: Iterable[Ranked], totals: Iterable[Total], *, alpha: float
) -> dict[str, Listed]:
    """Return the copies listed as candidates or in a total, by their ids."""
    found = {
        each.copy: Listed(each.issued, each.leaf, each.candidate.attributed) for each in ranked
    }
    for total in totals:
        attributed = total.p_adjusted <= alpha
        for held in total.held:
            if attributed or held.copy not in found:
                found[held.copy] = Listed(held.issued, held.leaf, attributed)
    return found


def twins(vault: Vault, ranked: Iterable[Ranked]) -> list[list[str]]:
    """Return attributed copies that one recipient has of several editions, those of one together.

    Where the text did not change they are the same, and a leak of it can't tell them apart.
    """
    holders: defaultdict[tuple[str, bytes], list[str]] = defaultdict(list)
    for each in ranked:
        row = vault.registry.copy(each.issued.issue, each.leaf)
        if each.candidate.attributed and row is not None:
            holders[each.issued.root, row.c_rcpt].append(each.copy)
    return [copies for copies in holders.values() if len(copies) > 1]


def record_opening(
    vault: Vault,
    question: Question,
    run: Run,
    listed: dict[str, Listed],
    entry: int,
    *,
    now: int,
) -> dict[str, str]:
    """Record whose recipients will be shown, and return these recipients by copy.

    Args:
        vault: The open vault.
        question: Gives the reason to reveal all, if there is one.
        run: Gives the case.
        listed: The copies that the decode lists.
        entry: Index of the decode's entry.
        now: Seconds since 1970.
    """
    attributed = [copy for copy, each in listed.items() if each.attributed]
    if attributed:
        payload: Payload = {"case": run.case, "copies": list(attributed), "decode": entry}
        vault.append("attribute", payload, now=now)
    if question.reveal is not None and listed:
        blobs = {"reason": question.reveal.encode()}
        vault.append("reveal", {"case": run.case, "copies": list(listed)}, now=now, blobs=blobs)
    shown: Sequence[str] = attributed if question.reveal is None else list(listed)
    return {
        copy: recipient_of(vault, listed[copy].issued, listed[copy].leaf).recipient.id
        for copy in shown
    }


def fill_in(result: Result, recipients: dict[str, str]) -> None:
    """Put recipients into a decode's candidates and totals."""
    for row in result["candidates"]:
        row["recipient"] = recipients.get(row["copy"])
    for row in result["together"]:
        row["recipient"] = next((recipients[c] for c in row["copies"] if c in recipients), None)
