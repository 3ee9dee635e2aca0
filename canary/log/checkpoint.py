"""Checkpoints: origin, size and root of the main log, as a signed note.

Source: C2SP tlog-checkpoint, without extension lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from canary.crypto import sha256
from canary.encoding import decode_base64, encode_base64
from canary.errors import InputError, VerificationError
from canary.log.merkle import HASH_BYTES
from canary.log.note import Signer, Verifier, note_text, open_note, sign_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: `size` entries under `root` (32 bytes); `str` prints the signed text."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the signed text.

        Raises:
            VerificationError: Not what `str` would have printed.
        """
        lines = text.split("\n")
        if len(lines) != 4 or not lines[0] or lines[3] or not _SIZE.fullmatch(lines[1]):
            raise VerificationError(f"not a checkpoint: {text[:80]!r}")
        try:
            root = decode_base64(lines[2], what="root")
        except InputError as error:
            raise VerificationError(f"not a checkpoint: {error}") from None
        if len(root) != HASH_BYTES:
            raise VerificationError(f"not a checkpoint: root of {len(root)} bytes, 32 wanted")
        return cls(lines[0], int(lines[1]), root)

    @property
    def salt(self) -> bytes:
        """SHA-256 of the signed text: what document keys are salted with."""
        return sha256(str(self).encode())

    def sign(self, *signers: Signer) -> bytes:
        """Return the note."""
        return sign_note(str(self), *signers)


def open_checkpoint(raw: bytes, known: Iterable[Verifier], *, what: str) -> Checkpoint:
    """Parse a checkpoint note that a known key signed.

    Raises:
        VerificationError: Malformed, or the signature does not hold.
    """
    return Checkpoint.parse(open_note(raw, known, what=what).text)


def peek_checkpoint(raw: bytes, *, what: str) -> Checkpoint:
    """Parse a checkpoint note without checking who signed it.

    Raises:
        VerificationError: Malformed.
    """
    return Checkpoint.parse(note_text(raw, what=what))
