"""Zip files as bytes: a member is replaced, and every other byte stays where and what it was.

Order, dates, flags, attributes, extra fields and the compressed bytes of all other members are
the source's. What is read is checked first: a file that is anything but one plain zip from its
first byte to its last is refused, before anything is unpacked.
Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from canary.errors import InputError, VerificationError

MEMBERS = 1000
UNPACKED = 64 * 2**20
"""Largest sum of all members' unpacked sizes, in bytes (64 MiB)."""

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_SIZES = struct.Struct("<3L")  # CRC-32, packed size, unpacked size
_LOCAL_SIZES, _CENTRAL_SIZES, _CENTRAL_OFFSET = 14, 16, 42
_DESCRIPTOR = b"PK\x07\x08"
_ENCRYPTED, _DESCRIBED, _UTF8 = 1, 8, 0x800
_STORED, _DEFLATED = 0, 8
_COMMENT = 2**16


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: Its path, slashes between folders.
        header: Its entry in the central directory.
        start: Offset of its local record.
        data: Offset of its packed bytes.
        packed: How many there are.
        end: Offset after its record, a descriptor and padding included.
        flags: General purpose flags.
        method: 0 stored, 8 deflated.
        size: Unpacked size.
        crc: CRC-32 of the unpacked bytes.
    """

    name: str
    header: bytes
    start: int
    data: int
    packed: int
    end: int
    flags: int
    method: int
    size: int
    crc: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file, checked.

    Attributes:
        raw: Its bytes.
        members: By name, in the order of the central directory.
        what: Its name, for messages.
    """

    raw: bytes
    members: Mapping[str, Member]
    what: str

    @classmethod
    def of(cls, raw: bytes, *, what: str) -> Archive:
        """Open a zip file.

        Raises:
            InputError: Damaged, encrypted, with something before, between or after, too large
                when unpacked, or with names that lead elsewhere.
        """
        place = raw.rfind(b"PK\x05\x06", max(0, len(raw) - _END.size - _COMMENT))
        if not raw.startswith(b"PK\x03\x04") or place < 0 or place + _END.size > len(raw):
            raise InputError(f"{what!r} is no zip file, as its ending says")
        _, *disks, count, size, start, comment = _END.unpack_from(raw, place)
        if disks[:2] != [0, 0] or disks[2] != count or start + size != place:
            raise _damaged(what)
        if place + _END.size + comment != len(raw):
            raise _damaged(what)
        if count > MEMBERS:
            raise InputError(f"{what!r} holds {count} files, at most {MEMBERS} are read")
        members = _members(raw, start, place, count, what)
        return cls(raw, members, what)

    def read(self, name: str) -> bytes:
        """Return a member's unpacked bytes.

        Raises:
            InputError: Not there, or damaged.
        """
        if name not in self.members:
            raise InputError(f"{self.what!r} lacks its part {name!r}")
        member = self.members[name]
        data = self.raw[member.data : member.data + member.packed]
        if member.method == _DEFLATED:
            data = _inflated(data, member, self.what)
        if len(data) != member.size or zlib.crc32(data) != member.crc:
            raise _damaged(self.what, name)
        return data

    def replaced(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the archive with some members' bytes changed.

        The same bytes come out for the same changes wherever zlib is the same.
        """
        pieces: list[bytes] = []
        headers: dict[str, bytes] = {}
        at = 0
        for member in sorted(self.members.values(), key=lambda member: member.start):
            record, header = self.raw[member.start : member.end], bytearray(member.header)
            if member.name in changed:
                record, sizes = self._repacked(member, changed[member.name])
                header[_CENTRAL_SIZES : _CENTRAL_SIZES + _SIZES.size] = sizes
            header[_CENTRAL_OFFSET : _CENTRAL_OFFSET + 4] = struct.pack("<L", at)
            headers[member.name] = bytes(header)
            pieces.append(record)
            at += len(record)
        central = b"".join(headers[name] for name in self.members)
        end = bytearray(self.raw[self._end() :])
        struct.pack_into("<2L", end, 12, len(central), at)
        return b"".join([*pieces, central, end])

    def _end(self) -> int:
        last = max(member.end for member in self.members.values())
        return last + sum(len(member.header) for member in self.members.values())

    def _repacked(self, member: Member, new: bytes) -> tuple[bytes, bytes]:
        """Return a member's record and sizes with other bytes in it."""
        packed = new
        if member.method == _DEFLATED:
            deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = deflate.compress(new) + deflate.flush()
        sizes = _SIZES.pack(zlib.crc32(new), len(packed), len(new))
        head = bytearray(self.raw[member.start : member.data])
        tail = bytearray(self.raw[member.data + member.packed : member.end])
        if any(head[_LOCAL_SIZES : _LOCAL_SIZES + _SIZES.size]):
            head[_LOCAL_SIZES : _LOCAL_SIZES + _SIZES.size] = sizes
        if member.flags & _DESCRIBED:
            skip = len(_DESCRIPTOR) if tail.startswith(_DESCRIPTOR) else 0
            tail[skip : skip + _SIZES.size] = sizes
        return bytes(head) + packed + bytes(tail), sizes

    def changed(self, copy: Archive, names: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return those of `names` whose bytes differ in `copy`.

        Raises:
            VerificationError: Anything else differs: another member, its place, date or flags.
        """
        if list(self.members) != list(copy.members):
            raise VerificationError(f"{self.what}: a copy holds other files than the source")
        found = {}
        for name, member in self.members.items():
            other = copy.members[name]
            same = _record(self.raw, member) == _record(copy.raw, other)
            if not same and name in names:
                found[name] = copy.read(name)
            elif not same:
                raise VerificationError(f"{self.what}: a copy differs from the source in {name!r}")
            if _fixed(member) != _fixed(other):
                raise VerificationError(f"{self.what}: a copy lists {name!r} differently")
        return found


def _members(raw: bytes, start: int, end: int, count: int, what: str) -> dict[str, Member]:
    """Read the central directory and the local headers it points to."""
    found: dict[str, Member] = {}
    at = start
    headers: list[tuple[int, bytes]] = []
    for _ in range(count):
        if at + _CENTRAL.size > end or not raw.startswith(b"PK\x01\x02", at):
            raise _damaged(what)
        lengths = struct.unpack_from("<3H", raw, at + 28)
        header = raw[at : at + _CENTRAL.size + sum(lengths)]
        headers.append((struct.unpack_from("<L", header, _CENTRAL_OFFSET)[0], header))
        at += len(header)
    places = sorted(place for place, _ in headers)
    if at != end or not places or places[0] != 0:
        raise _damaged(what)
    ends = dict(pairwise([*places, start]))
    for place, header in headers:
        member = _member(raw, place, ends[place], header, what)
        if member.name.casefold() in {name.casefold() for name in found}:
            raise InputError(f"{what!r} holds {member.name!r} twice")
        found[member.name] = member
    total = sum(member.size for member in found.values())
    if total > UNPACKED:
        raise InputError(f"{what!r} unpacks to {total:,} bytes, at most {UNPACKED:,} are read")
    return found


def _member(raw: bytes, start: int, end: int, header: bytes, what: str) -> Member:
    fields = _CENTRAL.unpack_from(header)
    flags, method, crc, packed, size, name_size = (fields[n] for n in (3, 4, 7, 8, 9, 10))
    name = header[_CENTRAL.size : _CENTRAL.size + name_size]
    if not raw.startswith(b"PK\x03\x04", start) or end - start < _LOCAL.size:
        raise _damaged(what)
    local = _LOCAL.unpack_from(raw, start)
    data = start + _LOCAL.size + local[9] + local[10]
    tail = end - data - packed
    if (
        raw[start + _LOCAL.size : start + _LOCAL.size + local[9]] != name
        or (local[2], local[3]) != (flags, method)
        or tail < (_SIZES.size if flags & _DESCRIBED else 0)
        or (not flags & _DESCRIBED and local[6:9] != (crc, packed, size))
        or packed == 2**32 - 1
    ):
        raise _damaged(what)
    if flags & _ENCRYPTED:
        raise InputError(f"{what!r} is encrypted", hint="save it without a password")
    if method not in (_STORED, _DEFLATED):
        raise InputError(f"{what!r} is packed in a way that is not read: method {method}")
    text = _name(name, flags, what)
    return Member(text, header, start, data, packed, end, flags, method, size, crc)


def _name(raw: bytes, flags: int, what: str) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise _damaged(what) from None
    folders = name.removesuffix("/").split("/")
    if not all(folders) or {".", ".."} & set(folders) or any(c in name for c in '\\:\0\n\r"'):
        raise InputError(f"{what!r} holds a file whose name leads elsewhere: {name[:80]!r}")
    return name


def _inflated(data: bytes, member: Member, what: str) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = inflate.decompress(data, member.size + 1)
    except zlib.error:
        raise _damaged(what, member.name) from None
    if not inflate.eof or inflate.unused_data:
        raise _damaged(what, member.name)
    return found


def _record(raw: bytes, member: Member) -> bytes:
    return raw[member.start : member.end]


def _fixed(member: Member) -> bytes:
    """Return a central entry without sizes and offset."""
    header = member.header
    return (
        header[:_CENTRAL_SIZES]
        + header[_CENTRAL_SIZES + _SIZES.size : _CENTRAL_OFFSET]
        + header[_CENTRAL_OFFSET + 4 :]
    )


def _damaged(what: str, part: str = "") -> InputError:
    place = f" in its part {part!r}" if part else ""
    return InputError(f"{what!r} is damaged{place}: not one well-formed zip file")
