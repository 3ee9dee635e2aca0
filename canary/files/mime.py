"""The parts of a mail with their places, and their transfer encodings there and back.

Source: RFC 2045, 6 (transfer encodings); RFC 2046, 5.1 (multipart); RFC 5322, 2.2 (headers).
"""

from __future__ import annotations

import base64
import binascii
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from canary.errors import InputError
from canary.files.splicing import Edit, spliced

PARTS = 500
WORDS = 2 * 2**20
_DEPTH = 20
_HEADERS = 2**18
_AFTER_MARK = re.compile(rb"(--)?[ \t]*(?=\r?\n|\Z)")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_QUOTED = re.compile(
    rb"(?:=[ \t]*(?:\r?\n|\Z)|[ \t]+(?=\r?\n))|=(?P<byte>[0-9A-Fa-f]{2})"
    rb"|(?P<plain>[^= \t\r\n]+|[ \t]+|.)",
    re.DOTALL,
)
_PLAIN = re.compile(rb"[^=\x00-\x1f\x7f-\xff]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
_LINE = 76


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail that has no parts.

    Attributes:
        path: Where it stands: types of the multiparts around it, numbers in them.
        headers: Its headers.
        start: Offset of its body.
        end: Offset after its body.
        raw: The mail.
    """

    path: tuple[tuple[str, int], ...]
    headers: Message
    start: int
    end: int
    raw: bytes

    @property
    def name(self) -> str:
        """Its place as numbers, "1.2"."""
        return ".".join(str(number) for _, number in self.path)

    @property
    def kind(self) -> str:
        """Its type, "text/plain"."""
        return self.headers.get_content_type()

    @property
    def transfer(self) -> str:
        """Its transfer encoding, lower case."""
        return str(self.headers.get("Content-Transfer-Encoding", "")).strip().lower()

    @property
    def body(self) -> bytes:
        """Its bytes in the mail."""
        return self.raw[self.start : self.end]

    def payload(self) -> bytes:
        """Return its bytes, decoded.

        Raises:
            InputError: They are not base64, or too many to be words.
        """
        if self.headers.get_content_maintype() == "text" and self.end - self.start > WORDS:
            raise InputError(f"the mail has a text of more than {WORDS >> 20} MiB")
        if self.transfer == "quoted-printable":
            return _unquoted(self.body)[0]
        if self.transfer != "base64":
            return self.body
        if not _BASE64.fullmatch(self.body):
            raise InputError(f"part {self.name or '1'} is damaged: not base64")
        try:
            return base64.b64decode(self.body)
        except binascii.Error:
            raise InputError(f"part {self.name or '1'} is damaged: not base64") from None

    def writable(self) -> bool:
        """Whether the body can be written as it was."""
        return self.transfer != "base64" or self.rewritten([]) == self.body

    def rewritten(self, edits: Sequence[Edit]) -> bytes:
        """Return the body with edits of the payload made, encoded as it was.

        Quoted-printable stays what it was outside the edits, but for line ends where a line would
        be too long.
        """
        if self.transfer == "quoted-printable":
            places = _unquoted(self.body)[1]
            quoted = [Edit(places[e.start], places[e.end], _quote(e.new)) for e in edits]
            return _wrapped(self.body, spliced(self.body, quoted)) if edits else self.body
        if self.transfer != "base64":
            return spliced(self.body, edits)
        return _encoded(spliced(self.payload(), edits), self.body)


def parts(raw: bytes) -> list[Part]:
    """Return the parts of a mail, in order; what a multipart says before and after them is not.

    Raises:
        InputError: It has no header, or too many parts in one another.
    """
    found: list[Part] = []
    for part in _walk(raw, 0, len(raw), ()):
        found.append(part)
        if len(found) > PARTS:
            raise InputError(f"the mail has more than {PARTS} parts")
    return found


def headers_of(raw: bytes, start: int = 0, end: int | None = None) -> tuple[Message, int]:
    """Return the headers at `start`, and where the body after them starts.

    Raises:
        InputError: They are too long.
    """
    stop = len(raw) if end is None else end
    found = _HEADER_END.search(raw, start, min(stop, start + _HEADERS))
    if raw[start : start + 2] == b"\r\n" or raw[start : start + 1] == b"\n":
        return Message(), start + (2 if raw[start] == ord("\r") else 1)
    if found is None and stop - start > _HEADERS:
        raise InputError("the mail has headers of more than 256 KiB")
    body = found.end() if found else stop
    return BytesHeaderParser().parsebytes(raw[start:body]), body


def _walk(raw: bytes, start: int, end: int, path: tuple[tuple[str, int], ...]) -> Iterator[Part]:
    if len(path) > _DEPTH:
        raise InputError("the mail has parts nested too deep")
    headers, body = headers_of(raw, start, end)
    boundary = headers.get_boundary()
    if headers.get_content_maintype() == "multipart" and boundary:
        kind = headers.get_content_subtype()
        for number, (first, last) in enumerate(_bodies(raw, body, end, boundary), start=1):
            if number > PARTS:  # also where none of them holds words
                raise InputError(f"the mail has more than {PARTS} parts")
            yield from _walk(raw, first, last, (*path, (kind, number)))
    elif headers.get_content_type() == "message/rfc822":
        yield from _walk(raw, body, end, (*path, ("rfc822", 1)))
    else:
        yield Part(path, headers, body, end, raw)


def _bodies(raw: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a multipart stand, headers included."""
    first: int | None = None
    for before, after, last in _delimiters(raw, max(0, start - 2), end, boundary):
        if first is not None:
            yield first, max(first, before)
        if last:
            return
        first = min(end, after + (2 if raw.startswith(b"\r\n", after) else 1))
    if first is not None:
        yield first, end


def _delimiters(raw: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each delimiter begins, its line end before it included, and ends; which closes.

    Each level of a nested mail is searched, so a fast search finds what a pattern then checks.
    """
    mark, at = b"--" + boundary.encode("utf-8", "replace"), start
    while (at := raw.find(mark, at, end)) >= 0:
        before = max(start, at - 2 if raw.startswith(b"\r\n", at - 2) else at - 1) if at else 0
        found = _AFTER_MARK.match(raw, at + len(mark), end)
        if not found or (at and not raw.startswith((b"\r\n", b"\n"), before)):
            at += 1
            continue
        yield before, found.end(), bool(found[1])
        at = found.end()


def _unquoted(body: bytes) -> tuple[bytes, Sequence[int]]:
    """Return quoted-printable bytes decoded, and where each of them stands."""
    out, places = bytearray(), array("L")
    for found in _QUOTED.finditer(body):
        if found["byte"]:
            out.append(int(found["byte"], 16))
            places.append(found.start())
        elif found["plain"]:
            out += found["plain"]
            places.extend(range(*found.span()))
    places.append(len(body))
    return bytes(out), places


def _quote(new: bytes) -> bytes:
    """Return bytes in quoted-printable; space stays space, as it never ends a line here."""
    return b"".join(
        bytes([byte]) if _PLAIN.match(bytes([byte])) or byte in b"\r\n" else b"=%02X" % byte
        for byte in new
    )


def _wrapped(old: bytes, new: bytes) -> bytes:
    """Break the lines that only a copy has where they are too long."""
    kept = set(old.split(b"\n"))
    lines = new.split(b"\n")
    ending = b"\r" if b"\r\n" in old else b""
    return b"\n".join(
        line if line in kept or len(line.rstrip(b"\r")) <= _LINE else _broken(line, ending)
        for line in lines
    )


def _broken(line: bytes, ending: bytes) -> bytes:
    """Break one line softly, never within an escape."""
    pieces: list[bytes] = []
    end = b"\r" if line.endswith(b"\r") else b""
    rest = line.removesuffix(b"\r")
    while len(rest) > _LINE:
        at = _LINE - 1
        escape = rest.rfind(b"=", at - 2, at)
        at = escape if escape >= 0 else at
        pieces.append(rest[:at])
        rest = rest[at:]
    return (b"=" + ending + b"\n").join([*pieces, rest]) + end


def _encoded(payload: bytes, like: bytes) -> bytes:
    """Return base64 in lines as long, and ended, as those of another body."""
    first = like.lstrip().split(b"\n", 1)[0]
    ending = b"\r\n" if first.endswith(b"\r") else b"\n"
    width = max(4, len(first.rstrip(b"\r")))
    packed = base64.b64encode(payload)
    lines = [packed[at : at + width] for at in range(0, len(packed), width)]
    lead = like[: len(like) - len(like.lstrip())]
    tail = like[len(like.rstrip()) :]
    return lead + ending.join(lines) + tail
