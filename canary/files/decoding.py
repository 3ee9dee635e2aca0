"""Bytes to code points and back, losslessly or not at all.

UTF-8 and UTF-16 (with or without a byte order mark) and Windows-1252 are recognised. Whatever is
accepted encodes back to the very same bytes; anything else is refused rather than mangled.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from canary.errors import InputError

BYTE_LIMIT = 64 * 2**20
"""Largest file read, in bytes (64 MiB)."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SAMPLE = 4096
_MOSTLY = 0.4


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes stand for text: a codec's name and the byte order mark before them."""

    codec: str
    mark: bytes = b""

    def encode(self, content: str) -> bytes:
        """Return the file's bytes for `content`, byte order mark included."""
        return self.mark + content.encode(self.codec)

    def holds(self, content: str) -> bool:
        """Whether every code point of `content` can be written in this encoding."""
        try:
            content.encode(self.codec)
        except UnicodeEncodeError:
            return False
        return True


def decode(raw: bytes, *, what: str, controls: bool = False) -> tuple[str, Encoding]:
    r"""Return the text of `raw`, without its byte order mark, and how to write it back.

    Args:
        raw: A file's bytes, at most `BYTE_LIMIT`.
        what: The file's name, for messages.
        controls: Whether control characters are let through, as web pages do.

    Raises:
        InputError: Empty, binary, or in no encoding that gives the same bytes back.

    Example:
        >>> decode(b"\xa35 million", what="memo.txt")
        ('£5 million', Encoding(codec='cp1252', mark=b''))
    """
    encoding = _guess(raw)
    body = raw.removeprefix(encoding.mark)
    try:
        content = body.decode(encoding.codec)
    except UnicodeDecodeError as err:
        raise InputError(
            f"{what!r} is not readable as {encoding.codec}: bad byte at {err.start}",
            hint="save it as UTF-8 and try again",
        ) from None
    if not content.strip():
        raise InputError(f"{what!r} is empty")
    if not controls and (control := _CONTROL.search(content)):
        raise InputError(
            f"{what!r} is binary, not text: control character {control[0]!r} at {control.start()}"
        )
    if encoding.encode(content) != raw:
        raise InputError(f"{what!r} does not survive being read as {encoding.codec}")
    return content, encoding


def _guess(raw: bytes) -> Encoding:
    """Name the encoding: by its mark, by UTF-16's zeros, else UTF-8 if valid, else Windows-1252."""
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return Encoding(codec, mark)
    sample = raw[:_SAMPLE]
    if len(raw) % 2 == 0 and sample:
        for codec, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
            low = sample[::2] if high == sample[1::2] else sample[1::2]
            if high.count(0) >= _MOSTLY * len(high) and 0 not in low:
                return Encoding(codec)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return Encoding("cp1252")
    return Encoding("utf-8")
