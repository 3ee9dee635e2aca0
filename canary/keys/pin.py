"""The pin: the last checkpoint this officer saw, against rollback and forks of the registry."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from canary.errors import KeyRefusedError, VerificationError
from canary.keys.private import read_private, write_private
from canary.log.checkpoint import Checkpoint, open_checkpoint
from canary.log.note import Verifier

_LIMIT: Final = 65536


def read_pin(path: Path, known: Iterable[Verifier]) -> Checkpoint:
    """Return the pinned checkpoint.

    Raises:
        VerificationError: Missing, malformed, or not signed by a known officer.
        KeyRefusedError: Somebody else could have written the file.
    """
    if not path.is_file():
        raise VerificationError(
            f"'{path}' is missing, so a rolled-back registry would not be noticed",
            hint="restore the pin from a backup of the keys folder",
        )
    return open_checkpoint(read_private(path, limit=_LIMIT), known, what=f"'{path}'")


def check_pin(pin: Checkpoint, head: Checkpoint, root_at: Callable[[int], bytes]) -> None:
    """Refuse a registry that does not extend what this officer saw.

    Args:
        pin: The pinned checkpoint.
        head: The registry's newest checkpoint.
        root_at: The registry's root over its first entries.

    Raises:
        VerificationError: Another registry, a rolled-back one, or a fork.
    """
    if head.origin != pin.origin:
        raise VerificationError(f"the registry is {head.origin!r}, the pin says {pin.origin!r}")
    if head.size < pin.size:
        raise VerificationError(
            f"the registry was rolled back: {head.size} entries, this officer saw {pin.size}",
            hint="restore the newest backup of registry.db",
        )
    if root_at(pin.size) != pin.root:
        raise VerificationError(
            f"the registry forks from what this officer saw at {pin.size} entries",
            hint="keep this registry as evidence and restore a backup",
        )


def advance_pin(path: Path, note: bytes, known: Iterable[Verifier]) -> None:
    """Pin a newer checkpoint; an older one changes nothing, whoever comes first."""
    known = tuple(known)
    new = open_checkpoint(note, known, what="checkpoint")
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        if _pinned_size(path, known) < new.size:
            write_private(path, note, replace=True)
    finally:
        os.close(directory)


def _pinned_size(path: Path, known: tuple[Verifier, ...]) -> int:
    try:
        return read_pin(path, known).size if path.exists() else 0
    except KeyRefusedError as error:
        raise VerificationError(str(error)) from None
