"""A document is text plus a way back: what is not replaced stays as it was, byte for byte."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from canary.crypto import sha256
from canary.errors import InputError
from canary.files import markdown, plain
from canary.files.decoding import BYTE_LIMIT, Encoding, decode
from canary.model import Span, Text

_FORMATS: dict[str, tuple[str, Callable[[str], Text]]] = {
    ".txt": ("txt", plain.read),
    ".text": ("txt", plain.read),
    "": ("txt", plain.read),
    ".md": ("md", markdown.read),
    ".markdown": ("md", markdown.read),
}
STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, and everything needed to write it back.

    Attributes:
        name: File name without folders.
        format: "txt" or "md".
        raw: The file's bytes.
        text: Its code points, without a byte order mark, and blocks.
        encoding: How the bytes stand for the text.
    """

    name: str
    format: str
    raw: bytes
    text: Text
    encoding: Encoding

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the file's bytes."""
        return sha256(self.raw).hex()

    @property
    def words(self) -> int:
        """White-space separated tokens of the text that hold a letter or a digit."""
        return count_words(self.text.content)

    def splice(self, replacements: Iterable[tuple[Span, str]]) -> str:
        """Return the text with spans replaced; spans are disjoint, in any order.

        Raises:
            ValueError: Spans overlap or leave the text.
        """
        pieces, at = [], 0
        for span, new in sorted(replacements, key=lambda item: item[0]):
            if not at <= span.start <= span.end <= len(self.text.content):
                raise ValueError(f"replacement out of order at {span.start}")
            pieces += [self.text.content[at : span.start], new]
            at = span.end
        return "".join([*pieces, self.text.content[at:]])

    def render(self, replacements: Iterable[tuple[Span, str]]) -> bytes:
        """Return the file's bytes with spans of its text replaced; all others are untouched."""
        return self.encoding.encode(self.splice(replacements))

    def reread(self, content: str) -> Text:
        """Return the blocks that `content`, a rendering of this document, would be read as."""
        return _FORMATS["." + self.format][1](content)

    def renamed(self, name: str) -> Document:
        """Return the same document under another file name."""
        return replace(self, name=name)


def count_words(content: str) -> int:
    """Return the number of white-space separated tokens that hold a letter or a digit.

    Example:
        >>> count_words("1. We met -- twice.")
        4
    """
    return sum(any(mark.isalnum() for mark in token) for token in content.split())


def open_document(path: Path) -> Document:
    """Read the document at `path`; `-` is standard input, read as txt.

    Raises:
        InputError: Missing, too large, of an unknown format, empty, binary, or undecodable.
    """
    suffix = "" if path == STDIN else path.suffix.lower()
    if suffix not in _FORMATS:
        raise InputError(
            f"{str(path)!r} has an unknown format {suffix!r}", hint="give a .txt or .md file"
        )
    raw = read_bytes(path)
    return parse(raw, name="document.txt" if path == STDIN else path.name)


def parse(raw: bytes, *, name: str) -> Document:
    """Return the document in `raw`, whose format is told by the ending of `name`.

    Raises:
        InputError: As `open_document`.
    """
    form, read = _FORMATS.get(Path(name).suffix.lower(), _FORMATS[""])
    content, encoding = decode(raw, what=name)
    return Document(name, form, raw, read(content), encoding)


def read_text(path: Path) -> str:
    """Return the text of any text file, whatever it is called; `-` is standard input.

    Raises:
        InputError: Missing, too large, empty, binary, or undecodable.
    """
    return decode(read_bytes(path), what=str(path))[0]


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file or of standard input, at most `BYTE_LIMIT` of them.

    Raises:
        InputError: Missing, a folder, unreadable, or too large.
    """
    try:
        if path == STDIN:
            raw = sys.stdin.buffer.read(BYTE_LIMIT + 1)
        elif stat.S_ISDIR(path.stat().st_mode):
            raise InputError(f"{str(path)!r} is a folder, want a file")
        else:
            with path.open("rb") as file:
                raw = file.read(BYTE_LIMIT + 1)
    except (OSError, ValueError) as err:
        reason = (err.strerror if isinstance(err, OSError) else None) or str(err)
        raise InputError(f"{str(path)!r} can't be read: {reason.lower()}") from None
    if len(raw) > BYTE_LIMIT:
        raise InputError(f"{str(path)!r} is larger than {BYTE_LIMIT >> 20} MiB")
    return raw
