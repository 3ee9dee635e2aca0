"""What documents drafted from issued copies took over never counts for those copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from canary import codes
from canary.codes import Biases, Inherited
from canary.errors import UsageError
from canary.log.entry import Entry
from canary.log.payloads import list_of, text_of
from canary.model import Channel, Outcome
from canary.reading import Reader
from canary.workflows.editions import Edition
from canary.workflows.issued import find_copy, load_issue, root_of, source_of
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
        numbers = [
            number
            for copy in list_of(entry.payload, "lineage")
            for number in _numbers(vault, edition, str(copy))
        ]
        taken = _taken_over(vault, edition, entry) if numbers else frozenset[int]()
        for number in numbers:
            slots[number] |= taken
    return [Inherited(n, _word(vault, edition, n, law), frozenset(slots[n])) for n in sorted(slots)]


def _numbers(vault: Vault, edition: Edition, copy: str) -> Iterator[int]:
    """Yield the edition's copies that carry the marks of `copy`: itself, or its holder's there."""
    issue, leaf = find_copy(vault, copy)
    row = vault.registry.copy(issue, leaf)
    if row is None or root_of(vault, issue) != edition.first.root:
        return
    before = 0
    for issued in edition.issues:
        for number, c_rcpt in enumerate(vault.registry.c_rcpts(issued.issue), before):
            if c_rcpt == row.c_rcpt:
                yield number
        before += issued.n


def _taken_over(vault: Vault, edition: Edition, entry: Entry) -> frozenset[int]:
    """Return the slots that the drafted document shows; all of them once it was erased.

    Its spacing may read as flattened where the copy's happened to be even: what is laid over it
    later is the new issue's own, so spacing is never counted beside anything taken over.
    """
    first = edition.first
    try:
        drafted = load_issue(vault, text_of(entry.payload, "issue"))
    except UsageError:
        return frozenset(site.slot for site in first.plan.sites)
    reader = Reader(source_of(first).text.content, first.plan.sites)
    readings = reader.read(source_of(drafted).text.content).readings
    shown = {r.slot for r in readings if r.outcome is Outcome.OBSERVED}
    spacing = {site.slot for site in first.plan.sites if site.channel is Channel.SPACING}
    return frozenset(shown | spacing if shown else ())


def _word(vault: Vault, edition: Edition, number: int, law: Biases) -> bytes:
    issued, leaf = edition.locate(number)
    copy = vault.registry.copy(issued.issue, leaf)
    if copy is None:
        raise UsageError(f"issue '{issued.issue}' has no copy {leaf}")
    return codes.codeword(issued.keys.copy(copy.c_rcpt).word_key, law)
