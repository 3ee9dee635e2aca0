"""Who else is known to have a copy: a forwarded copy has more holders than its recipient."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from canary.errors import UsageError
from canary.log.payloads import int_of, text_of
from canary.workflows.issued import find_copy
from canary.workflows.vault import Recorded, Vault

_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Holder:
    """One entry about a copy.

    Attributes:
        copy: The copy's id.
        entry: The entry's index.
        time: When it was recorded, seconds since 1970, claimed.
        text: Who has it, in the officer's words.
    """

    copy: str
    entry: int
    time: int
    text: str


def add_holder(vault: Vault, copy: str, text: str, *, now: int) -> Recorded:
    """Record that somebody else has a copy.

    Args:
        vault: The open vault.
        copy: Its id.
        text: Who, and how it is known; sealed.
        now: Seconds since 1970.

    Raises:
        UsageError: No such copy, or nothing said.
    """
    find_copy(vault, copy)
    if not text.strip() or len(text) > _LONGEST:
        raise UsageError(f"a holder of {len(text)} characters, 1 to {_LONGEST} expected")
    return vault.append("holder", {"copy": copy}, now=now, blobs={"holder": text.encode()})


def list_holders(vault: Vault, copies: Collection[str], *, now: int) -> list[Holder]:
    """Return who else has these copies, oldest first, after recording that it was asked.

    Args:
        vault: The open vault.
        copies: Their ids.
        now: Seconds since 1970.

    Raises:
        UsageError: No such copy.
    """
    for copy in copies:
        find_copy(vault, copy)
    found = [entry for entry in vault.entries("holder") if entry.payload["copy"] in copies]
    if found:
        vault.append("export", {"what": f"holders of {len(copies)} copies"}, now=now)
    return [
        Holder(
            text_of(entry.payload, "copy"),
            entry.index,
            int_of(entry.payload, "time"),
            vault.open_blob(entry, "holder").decode(),
        )
        for entry in found
    ]
