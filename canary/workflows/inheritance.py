"""What documents drafted from issued copies took over never counts for those copies."""

from __future__ import annotations

from collections import defaultdict

from canary import codes
from canary.codes import Biases, Inherited
from canary.errors import UsageError
from canary.log.entry import Entry
from canary.log.payloads import list_of, text_of
from canary.model import Outcome
from canary.reading import Reader
from canary.workflows.editions import Edition
from canary.workflows.issued import load_issue, source_of
from canary.workflows.vault import Vault


def inherited(vault: Vault, edition: Edition, law: Biases) -> list[Inherited]:
    """Return the copies of an edition that later documents were drafted from.

    Args:
        vault: The open vault.
        edition: The document that the copies are of.
        law: Its biases.
    """
    slots: defaultdict[int, set[int]] = defaultdict(set)
    for entry in vault.entries("issue", '"lineage":['):
        named = (edition.number_of(str(copy)) for copy in list_of(entry.payload, "lineage"))
        numbers = [number for number in named if number is not None]
        taken = _taken_over(vault, edition, entry) if numbers else frozenset[int]()
        for number in numbers:
            slots[number] |= taken
    return [Inherited(n, _word(vault, edition, n, law), frozenset(slots[n])) for n in sorted(slots)]


def _taken_over(vault: Vault, edition: Edition, entry: Entry) -> frozenset[int]:
    """Return the slots that the drafted document shows; all of them once it was erased."""
    first = edition.first
    try:
        drafted = load_issue(vault, text_of(entry.payload, "issue"))
    except UsageError:
        return frozenset(site.slot for site in first.plan.sites)
    reader = Reader(source_of(first).text.content, first.plan.sites)
    readings = reader.read(source_of(drafted).text.content).readings
    return frozenset(r.slot for r in readings if r.outcome is Outcome.OBSERVED)


def _word(vault: Vault, edition: Edition, number: int, law: Biases) -> bytes:
    issued, leaf = edition.locate(number)
    copy = vault.registry.copy(issued.issue, leaf)
    if copy is None:
        raise UsageError(f"issue '{issued.issue}' has no copy {leaf}")
    return codes.codeword(issued.keys.copy(copy.c_rcpt).word_key, law)
