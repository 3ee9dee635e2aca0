"""Entries of the main log: one signed note each (docs/formats.md, "Entry")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from canary.encoding import canonical, parse_canonical
from canary.errors import InputError, VerificationError
from canary.log.note import Signer, Verifier, note_text, open_note, sign_note
from canary.log.payloads import Payload, int_of, payload_fault

_HEAD: Final = re.compile(r"canary\.event/v1 ([a-z]{1,32})")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a registry; `str` prints the text that is signed.

    Attributes:
        kind: Its type: genesis, issue, decode …
        origin: The registry it belongs to.
        index: Its place in the main log, from 0.
        payload: As `canary.log.payloads` requires for the type.
    """

    kind: str
    origin: str
    index: int
    payload: Payload

    def __str__(self) -> str:
        body = canonical(self.payload).decode()
        return f"canary.event/v1 {self.kind}\n{self.origin}\n{self.index}\n{body}\n"

    @property
    def time(self) -> int:
        """Claimed time, seconds since 1970."""
        return int_of(self.payload, "time")

    @classmethod
    def parse(cls, text: str) -> Entry:
        """Read the signed text.

        Raises:
            VerificationError: Not what `str` would have printed, or a payload its type forbids.
        """
        lines = text.split("\n")
        head = _HEAD.fullmatch(lines[0])
        if len(lines) != 5 or not head or lines[4] or not _INDEX.fullmatch(lines[2]):
            raise VerificationError(f"not an entry: {text[:80]!r}")
        try:
            payload = parse_canonical(lines[3].encode(), what="payload")
        except InputError as error:
            raise VerificationError(f"entry {lines[2]}: {error}") from None
        if not isinstance(payload, dict):
            raise VerificationError(f"entry {lines[2]}: payload is not an object")
        if fault := payload_fault(head[1], payload):
            raise VerificationError(f"entry {lines[2]}: {fault}")
        return cls(head[1], lines[1], int(lines[2]), payload)

    def sign(self, *signers: Signer) -> bytes:
        """Return the note.

        Raises:
            ValueError: The payload is not one that the type allows.
        """
        if fault := payload_fault(self.kind, self.payload):
            raise ValueError(fault)
        return sign_note(str(self), *signers)


def open_entry(raw: bytes, known: Iterable[Verifier], *, what: str) -> Entry:
    """Parse an entry note that only known keys signed.

    Raises:
        VerificationError: Malformed, a signature does not hold, or a stranger signed too.
    """
    note = open_note(raw, known, what=what)
    if note.strangers:
        raise VerificationError(f"{what}: signed by somebody who is not an officer")
    return Entry.parse(note.text)


def peek_entry(raw: bytes, *, what: str) -> Entry:
    """Parse an entry note without checking who signed it.

    Raises:
        VerificationError: Malformed.
    """
    return Entry.parse(note_text(raw, what=what))
