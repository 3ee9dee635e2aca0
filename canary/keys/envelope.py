"""An envelope: a file sealed for a passphrase, for officers, or both (docs/formats.md, "Backup").

As in age, a random key of the file is sealed once for each who may open it, and the content in
chunks of 1 MiB, each under a key of its own that knows its number and whether it is the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from canary.crypto import (
    STANDARD_COST,
    derive_from_passphrase,
    hkdf_sha256,
    open_locked,
    seal_locked,
    sha256,
    wrap_key,
)
from canary.encoding import decode_base64, encode_base64
from canary.errors import CanaryError, InputError, KeyRefusedError, VerificationError
from canary.keys.officer import OfficerKey
from canary.log.roster import Officer

FORMAT: Final = "canary.backup/v1"
CHUNK: Final = 1 << 20
_TAG: Final = 16
_HEAD_LIMIT: Final = 1 << 18
_LABEL: Final = b"canary/v1/backup\0"
_COST: Final = STANDARD_COST
_PASSPHRASE: Final = re.compile(
    rf"passphrase argon2id m={_COST.memory_kib} t={_COST.passes} p={_COST.lanes} "
    r"salt=([A-Za-z0-9+/=]{24}) ([A-Za-z0-9+/=]{64})"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of an envelope.

    Attributes:
        origin: The registry it is a backup of.
        passphrase: Salt and sealed file key, where a passphrase opens it.
        officers: Wrapped file keys by vkey.
        raw: The lines' bytes.
    """

    origin: str
    passphrase: tuple[bytes, bytes] | None
    officers: dict[str, bytes]
    raw: bytes

    def file_key(self, passphrase: Callable[[], bytes]) -> bytes:
        """Return the key of the file, by the passphrase.

        Raises:
            KeyRefusedError: It is not the one, or the backup was sealed for none.
        """
        if self.passphrase is None:
            raise KeyRefusedError("the backup was sealed for no passphrase", hint="give --recovery")
        salt, sealed = self.passphrase
        wrapping = derive_from_passphrase(passphrase(), salt, _COST)
        return open_locked(wrapping, sealed, _LABEL + self.origin.encode(), what="backup")

    def file_key_of(self, key: OfficerKey) -> bytes:
        """Return the key of the file, by an officer's key.

        Raises:
            KeyRefusedError: It was not sealed for this officer.
        """
        vkey = str(key.signer.verifier)
        wrapped = self.officers.get(vkey)
        if wrapped is None:
            raise KeyRefusedError(f"the backup was not sealed for officer {key.name!r}")
        return key.wrapping.unwrap(wrapped, _context(self.origin, vkey))


def print_head(
    origin: str,
    file_key: bytes,
    *,
    passphrase: bytes | None,
    salt: bytes,
    officers: Iterable[Officer],
) -> Head:
    """Return the first lines of an envelope.

    Args:
        origin: The registry it is a backup of.
        file_key: 32 fresh random bytes.
        passphrase: UTF-8; None for none.
        salt: 16 fresh random bytes.
        officers: Who else may open it.
    """
    sealed = None
    lines = [FORMAT, origin]
    if passphrase is not None:
        wrapping = derive_from_passphrase(passphrase, salt, _COST)
        sealed = salt, seal_locked(wrapping, file_key, _LABEL + origin.encode())
        cost = f"argon2id m={_COST.memory_kib} t={_COST.passes} p={_COST.lanes}"
        lines.append(f"passphrase {cost} salt={encode_base64(salt)} {encode_base64(sealed[1])}")
    wrapped = {}
    for officer in officers:
        vkey = str(officer.verifier)
        wrapped[vkey] = wrap_key(file_key, officer.wrapping, _context(origin, vkey))
        lines.append(f"officer {vkey} {encode_base64(wrapped[vkey])}")
    return Head(origin, sealed, wrapped, "".join(f"{line}\n" for line in (*lines, "")).encode())


def read_head(file: BinaryIO) -> Head:
    """Read the first lines of an envelope, up to the empty one.

    Raises:
        InputError: Not a backup.
    """
    raw = b""
    while not raw.endswith(b"\n\n"):
        line = file.readline(_HEAD_LIMIT)
        raw += line
        if not line.endswith(b"\n") or len(raw) > _HEAD_LIMIT:
            raise InputError("not a backup of a vault, or a damaged one")
    try:
        return _parse_head(raw)
    except (CanaryError, UnicodeDecodeError, ValueError):
        raise InputError("not a backup of a vault, or a damaged one") from None


def seal_chunks(file_key: bytes, head: Head, content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the sealed chunks of a content given in pieces of any length."""
    held, number = bytearray(), 0
    for piece in content:
        held += piece
        while len(held) > CHUNK:  # what is left over is the last, even if it is a whole one
            yield _seal(file_key, head, bytes(held[:CHUNK]), number, last=False)
            del held[:CHUNK]
            number += 1
    yield _seal(file_key, head, bytes(held), number, last=True)


def open_chunks(file_key: bytes, head: Head, file: BinaryIO) -> Iterator[bytes]:
    """Yield the content after the head, chunk by chunk; each is genuine, and so is the end.

    Raises:
        VerificationError: Altered, cut off, or followed by something.
    """
    number, sealed = 0, file.read(CHUNK + _TAG)
    while True:
        after = file.read(CHUNK + _TAG)
        key = _chunk_key(file_key, number, last=not after)
        try:
            yield open_locked(key, sealed, sha256(head.raw), what="backup")
        except KeyRefusedError:
            raise VerificationError("the backup was altered, or is cut off") from None
        if not after:
            return
        number, sealed = number + 1, after


def _parse_head(raw: bytes) -> Head:
    first, origin, *rest = raw.decode().removesuffix("\n\n").split("\n")
    sealed, wrapped = None, {}
    if rest and (match := _PASSPHRASE.fullmatch(rest[0])):
        sealed = decode_base64(match[1], what="salt"), decode_base64(match[2], what="key")
        rest = rest[1:]
    for line in rest:
        word, vkey, key = line.split(" ")
        if word != "officer" or vkey in wrapped:
            raise InputError("another line than that of an officer")
        wrapped[vkey] = decode_base64(key, what="key")
    if first != FORMAT:
        raise InputError("another format")
    return Head(origin, sealed, wrapped, raw)


def _seal(file_key: bytes, head: Head, plain: bytes, number: int, *, last: bool) -> bytes:
    return seal_locked(_chunk_key(file_key, number, last=last), plain, sha256(head.raw))


def _chunk_key(file_key: bytes, number: int, *, last: bool) -> bytes:
    return hkdf_sha256(file_key, _LABEL + number.to_bytes(8, "little") + bytes([last]))


def _context(origin: str, vkey: str) -> bytes:
    return _LABEL + f"{origin}\0{vkey}".encode()
