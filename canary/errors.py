"""Every error Canary raises on purpose, and the exit code the command line gives it.

CanaryError                  2  anything Canary itself refuses to do
├── UsageError               2  the request contradicts itself or the vault's state
├── InputError               3  an input can't be read: unknown format, damaged, hostile
├── CapacityError            4  too few sites for what was asked, or nothing to vary
├── VerificationError        5  a signature, hash, proof, registry or delivery does not hold
└── KeyRefusedError          6  a key or passphrase is refused
"""

from __future__ import annotations

from typing import ClassVar


class CanaryError(Exception):
    """Base of the tree above.

    Args:
        message: What failed and on what: lower case, no full stop, values quoted, got and wanted.
        hint: What the user can do about it; omitted where nothing helps.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(CanaryError):
    """The request contradicts itself, or the state of the vault."""


class InputError(CanaryError):
    """An input can't be read: unknown format, unknown encoding, damaged or hostile bytes."""

    exit_code = 3


class CapacityError(CanaryError):
    """The document has too few sites for the number of recipients."""

    exit_code = 4


class VerificationError(CanaryError):
    """A signature, hash, proof, registry or delivery does not hold."""

    exit_code = 5


class KeyRefusedError(CanaryError):
    """A key file or a passphrase is refused."""

    exit_code = 6
