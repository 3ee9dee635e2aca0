"""After the release: written copies are cleared away; on request the document is destroyed.

Only files are removed that are, byte for byte, registered copies of the issue, and messages that
carry one. What someone changed stays and is listed. Removing a file does not scrub the disk: keep
`--out` on an encrypted one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from canary.crypto import sha256, sha256_of
from canary.errors import CanaryError, UsageError
from canary.files.outbox import OUTBOX, read_messages
from canary.files.output import INDEX, read_csv
from canary.log.commitment import copy_id
from canary.log.entry import Entry
from canary.log.payloads import list_of, map_of
from canary.workflows.editions import cache_path
from canary.workflows.issued import family, load_issue, open_copy
from canary.workflows.vault import Vault

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Purged:
    """What was cleared away.

    Attributes:
        removed: Files removed: copies, and indexes of nothing but them.
        kept: Files left beside them, which are no registered copies.
        erased: Whether the document was destroyed in the registry.
    """

    removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    erased: bool


def purge(
    vault: Vault, issue: str, *, folders: Iterable[Path] = (), erase: str | None = None, now: int
) -> Purged:
    """Remove an issue's written copies wherever they were written, and record it.

    Args:
        vault: The open vault.
        issue: The issue's whole id.
        folders: Further folders that were given to `issue --out`.
        erase: Why the document is destroyed: source, recipients and decodes of it; no leak can be
            traced to it afterwards. None to keep it.
        now: Seconds since 1970.

    Raises:
        UsageError: Not recorded, erased already, a file can't be removed, or no reason to erase.
    """
    if erase is not None and not erase.strip():
        raise UsageError("no reason given", hint="say why with --erase TEXT")
    written = _file_hashes(vault, issue)
    removed: list[Path] = []
    kept: list[Path] = []
    for folder in dict.fromkeys([*_folders(vault, issue, written), *folders]):
        gone, left = _clear(folder, written)
        removed += gone
        kept += left
    vault.append("purge", {"issue": issue, "n": len(removed)}, now=now)
    if erase is not None:
        _erase(vault, issue, erase, now=now)
    return Purged(tuple(removed), tuple(kept), erase is not None)


def _file_hashes(vault: Vault, issue: str) -> dict[str, bytes]:
    """Return the SHA-256 of every copy's file by its id."""
    issued = load_issue(vault, issue)
    return {
        copy_id(issue, copy.index): open_copy(vault, issued, issue, copy).file_sha256
        for copy in vault.registry.copies(issue)
    }


def _folders(vault: Vault, issue: str, copies: Iterable[str]) -> Iterator[Path]:
    """Yield the folders that copies of the issue were written to."""
    named = set(copies)
    for entry in vault.entries("release", f'"issue":"{issue}"'):
        if "folder" in map_of(entry.payload, "blobs"):
            yield _folder(vault, entry)
    for entry in vault.entries("regenerate", f'"{issue[:8]}-'):
        if named.intersection(map(str, list_of(entry.payload, "copies"))):
            yield _folder(vault, entry)


def _folder(vault: Vault, entry: Entry) -> Path:
    return Path(vault.open_blob(entry, "folder").decode("utf-8", "surrogateescape"))


def _clear(folder: Path, written: dict[str, bytes]) -> tuple[list[Path], list[Path]]:
    """Remove the copies in a folder; returns what went and what stayed beside them."""
    removed: list[Path] = []
    kept: list[Path] = []
    if _is_index_of(folder / INDEX, written):
        removed.append(folder / INDEX)
    for copy, digest in written.items():
        place = folder / copy
        for path in sorted(place.iterdir()) if place.is_dir() and not place.is_symlink() else ():
            (removed if _is_copy(path, digest) else kept).append(path)
        message = folder / OUTBOX / f"{copy}.eml"
        if message.is_file() and not message.is_symlink():
            (removed if _carries(message, digest) else kept).append(message)
    _remove(removed, {path.parent for path in removed} - {folder})
    return removed, kept


def _remove(files: Iterable[Path], folders: Iterable[Path]) -> None:
    """Remove files, then the folders that hold nothing else."""
    path = Path()
    try:
        for path in files:
            path.unlink()
        for path in folders:
            if not any(path.iterdir()):
                path.rmdir()
    except OSError as error:
        raise UsageError(f"{str(path)!r} can't be removed: {error.strerror}") from None


def _is_copy(path: Path, digest: bytes) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return sha256_of(iter(lambda: file.read(_PIECE), b"")) == digest


def _carries(path: Path, digest: bytes) -> bool:
    """Whether a message carries the copy, whatever else it says."""
    try:
        return any(
            digest == sha256(raw) for message in read_messages(path) for _, raw in message.files
        )
    except CanaryError:
        return False


def _is_index_of(path: Path, written: dict[str, bytes]) -> bool:
    """Whether an index lists copies of the issue and nothing else."""
    try:
        rows = read_csv(path.read_bytes(), what=str(path)) if path.is_file() else []
    except (CanaryError, OSError):
        return False
    return bool(rows) and all(row.get("copy") in written for row in rows)


def _erase(vault: Vault, issue: str, reason: str, *, now: int) -> None:
    """Destroy the document's key, and whatever it seals, in one transaction with the entry."""
    first = vault.first_issue(issue)
    members = {*family(vault, first)}
    with vault.writing() as transaction:
        gone = [
            blob
            for kind in ("issue", "decode")
            for entry in vault.entries(kind)
            if _is_only_about(entry, members)
            for blob in map_of(entry.payload, "blobs").values()
        ]
        transaction.erase(first, gone)
        vault.add(
            transaction, "erase", {"issue": first}, now=now, blobs={"reason": reason.encode()}
        )
    vault.forget(first)
    for member in members:
        cache_path(vault, member).unlink(missing_ok=True)


def _is_only_about(entry: Entry, members: set[str]) -> bool:
    named = list_of(entry.payload, "issues") if entry.kind == "decode" else [entry.payload["issue"]]
    return len(named) == 1 and named[0] in members
