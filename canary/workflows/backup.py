"""Backup and restore: a whole vault in one sealed file, and back, verified before it counts.

What is kept: the registry as one transaction sees it, the officer's key file and public file, and
the pin, which is the registry's own head. The cache of codewords is left out; it is made again.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from canary.crypto import sha256, sha256_of
from canary.encoding import Json, canonical, parse_canonical
from canary.errors import InputError, UsageError, VerificationError
from canary.keys import OfficerKey, print_key, print_officer, write_private
from canary.keys.envelope import Head, open_chunks, print_head, read_head, seal_chunks
from canary.store import Registry
from canary.workflows.audit import VerifyReport, verify
from canary.workflows.vault import KEY_FILE, OFFICER_FILE, PIN_FILE, REGISTRY, Vault, open_vault
from canary.workflows.vault_init import build_in, refuse_vault

PARTS: Final = (KEY_FILE, OFFICER_FILE, PIN_FILE, Path(REGISTRY))
_PIECE: Final = 1 << 20
_LIMIT: Final = 1 << 12  # of the list of parts


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds.

    Attributes:
        origin: The registry's name.
        entries: How many entries it has.
        sha256: Of the file, hex.
    """

    origin: str
    entries: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored vault is; `report` is what verifying it found."""

    origin: str
    entries: int
    officer: str
    report: VerifyReport


def backup(vault: Vault, path: Path, *, passphrase: bytes | None) -> BackedUp:
    """Write a vault into one sealed file.

    Args:
        vault: The open vault.
        path: The file; it must not exist.
        passphrase: What opens it. Officers of the roster open it with their keys, too.

    Raises:
        UsageError: The file exists or can't be written, or nothing but the officer's key, which
            the backup is to replace, would open it.
    """
    others = [o for o in vault.trust.roster.officers if o != vault.officer.public]
    if passphrase is None and not others:
        raise UsageError(
            "nothing is there to seal the backup with: the vault has no passphrase",
            hint="give --key FILE, with a secret of 16 bytes or more that is kept elsewhere",
        )
    if path.exists() or path.is_symlink():
        raise UsageError(f"{str(path)!r} exists already, a backup overwrites nothing")
    file_key = secrets.token_bytes(32)
    head = print_head(
        vault.origin,
        file_key,
        passphrase=passphrase,
        salt=secrets.token_bytes(16),
        officers=vault.trust.roster.officers,
    )
    with _workshop(path.resolve().parent) as folder:
        size = _collect(vault, folder)
        whole = folder / "whole"
        _write(whole, [head.raw, *seal_chunks(file_key, head, _stream(folder))])
        digest = sha256_of(_pieces(whole)).hex()
        try:
            path.hardlink_to(whole)
        except OSError as error:
            raise UsageError(f"{str(path)!r} can't be written: {error.strerror}") from None
    return BackedUp(vault.origin, size, digest)


def restore(
    path: Path,
    home: Path,
    *,
    passphrase: Callable[[], bytes],
    recovery: OfficerKey | None = None,
    new_passphrase: Callable[[], bytes | None] = lambda: None,
    key: bytes | None = None,
    now: int,
) -> Restored:
    """Make a vault of a backup, after verifying all of it; an existing vault is never touched.

    Args:
        path: The backup.
        home: Folder of the new vault.
        passphrase: Opens the backup, and then the officer's key.
        recovery: Opens the backup instead, and becomes the officer's key.
        new_passphrase: Protects that key; None for the format without one.
        key: Contents of a key file that opens the backup instead of the passphrase.
        now: Seconds since 1970.

    Raises:
        UsageError: There is a vault already, or no such file.
        InputError: Not a backup.
        KeyRefusedError: Passphrase, key or recovery key is not the one.
        VerificationError: The backup was altered, or its registry does not hold.
    """
    refuse_vault(home)
    with _opened(path) as file, build_in(home) as workshop:
        head = read_head(file)
        _unpack(open_chunks(_file_key(head, passphrase, recovery, key), head, file), workshop)
        if recovery is not None:
            _hand_over(workshop, recovery, new_passphrase())
        report = verify(workshop)
        if not report.ok:
            raise VerificationError(
                f"the registry in {str(path)!r} does not hold: {report.problems[0]}"
            )
    opens = passphrase if recovery is None else new_passphrase
    with open_vault(home, lambda: opens() or b"") as vault:
        size = vault.registry.size()
        vault.append("restore", {"size": size}, now=now)
        return Restored(vault.origin, size, str(vault.officer.signer.verifier), report)


def key_passphrase(raw: bytes) -> bytes:
    """Return what the contents of a key file stand for as a passphrase.

    Raises:
        UsageError: Fewer than 16 bytes.
    """
    if len(raw) < 16:
        raise UsageError(f"the key file holds {len(raw)} bytes, 16 or more expected")
    return sha256(b"canary/v1/backup-key\0" + raw).hex().encode()


def _file_key(
    head: Head,
    passphrase: Callable[[], bytes],
    recovery: OfficerKey | None,
    key: bytes | None,
) -> bytes:
    if recovery is not None:
        return head.file_key_of(recovery)
    return head.file_key(passphrase if key is None else lambda: key_passphrase(key))


def _collect(vault: Vault, folder: Path) -> int:
    """Lay the parts out in `folder`; returns the number of entries."""
    (folder / "keys").mkdir(mode=0o700)
    vault.registry.database.copy_to(folder / REGISTRY)
    for part in (KEY_FILE, OFFICER_FILE):
        write_private(folder / part, (vault.home / part).read_bytes())
    copied = Registry.open(folder / REGISTRY, read_only=True)
    try:
        write_private(folder / PIN_FILE, copied.head() or b"")
        return copied.size()
    finally:
        copied.close()


def _stream(folder: Path) -> Iterator[bytes]:
    """Yield the list of parts, a line feed, and the parts."""
    listed: list[Json] = [[str(part), (folder / part).stat().st_size] for part in PARTS]
    yield canonical(listed) + b"\n"
    for part in PARTS:
        yield from _pieces(folder / part)


def _unpack(content: Iterator[bytes], folder: Path) -> None:
    """Write the parts that `_stream` listed into `folder`."""
    held = bytearray(next(content))
    line, found, _ = bytes(held[:_LIMIT]).partition(b"\n")
    if not found:
        raise InputError("the backup has no list of parts")
    del held[: len(line) + 1]
    for name, size in _parse_list(line):
        with (folder / name).open("xb") as file:
            (folder / name).chmod(0o600)
            _fill(file, size, held, content)


def _fill(file: BinaryIO, size: int, held: bytearray, content: Iterator[bytes]) -> None:
    """Write `size` bytes of what is held, then of the content."""
    while size:
        if not held:
            held += next(content, b"")
        if not held:
            raise VerificationError("the backup ends too soon")
        part = bytes(held[: min(size, _PIECE)])
        file.write(part)
        del held[: len(part)]
        size -= len(part)


def _parse_list(line: bytes) -> list[tuple[str, int]]:
    found = []
    for part, row in zip(PARTS, _rows(line), strict=True):
        match row:
            case [str(name), int(size)] if name == str(part):
                found.append((name, size))
            case _:
                raise InputError("the backup lists other parts than those of a vault")
    return found


def _rows(line: bytes) -> list[object]:
    rows = parse_canonical(line, what="the list of parts")
    if not isinstance(rows, list) or len(rows) != len(PARTS):
        raise InputError("the backup lists other parts than those of a vault")
    return list(rows)


def _hand_over(workshop: Path, officer: OfficerKey, passphrase: bytes | None) -> None:
    """Put the recovery officer's key in the place of the one that can't be opened any more."""
    raw = print_key(officer, passphrase, secrets.token_bytes(16))
    write_private(workshop / KEY_FILE, raw, replace=True)
    write_private(workshop / OFFICER_FILE, print_officer(officer), mode=0o644, replace=True)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        path.chmod(0o600)
        for piece in pieces:
            file.write(piece)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Make a private folder beside the file to come, and remove it in the end."""
    path = folder / f".canary-backup-{secrets.token_hex(8)}"
    try:
        path.mkdir(mode=0o700)
    except OSError as error:
        raise UsageError(f"{str(folder)!r} can't be written: {error.strerror}") from None
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{str(path)!r} can't be read: {error.strerror}") from None
    with file:
        yield file
