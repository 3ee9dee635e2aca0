"""A document is text plus a way back: what is not replaced stays as it was, byte for byte."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from canary.crypto import sha256
from canary.errors import InputError
from canary.files import markdown, plain
from canary.files.decoding import BYTE_LIMIT, decode
from canary.files.docx import read_docx
from canary.files.mail import read_mail
from canary.files.odt import read_odt
from canary.files.opened import Opened, Read
from canary.files.splicing import Replacement
from canary.files.ways import Place, PlainWay, Way, Writer, splice
from canary.files.webpage import read_webpage
from canary.model import Span, Text

STDIN = Path("-")


def _plain(read: Callable[[str], Text]) -> Read:
    """Return the reader of a format that is its text."""

    def opened(raw: bytes, *, what: str) -> Opened:
        content, encoding = decode(raw, what=what)
        return Opened(read(content), PlainWay(encoding, read))

    return opened


_FORMATS: dict[str, tuple[str, Read]] = {
    ".txt": ("txt", _plain(plain.read)),
    ".text": ("txt", _plain(plain.read)),
    "": ("txt", _plain(plain.read)),
    ".md": ("md", _plain(markdown.read)),
    ".markdown": ("md", _plain(markdown.read)),
    ".html": ("html", read_webpage),
    ".htm": ("html", read_webpage),
    ".docx": ("docx", read_docx),
    ".odt": ("odt", read_odt),
    ".eml": ("eml", read_mail),
}
FORMATS = tuple(dict.fromkeys(form for form, _ in _FORMATS.values()))
"""Names of the formats that copies are made of."""

MOST_TEXT = 2_000_000
"""Code points of a document that is issued, some 700 pages.

Analysis takes 600 bytes of memory for each, or more.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, and everything needed to write it back.

    Attributes:
        name: File name without folders.
        format: "txt", "md", "html" …
        raw: The file's bytes.
        text: Its words, without markup, and its blocks.
        way: Gets replaced words back into the file.
        warnings: What whoever issues it should know.
        collapses: Whether what shows it turns two spaces into one.
    """

    name: str
    format: str
    raw: bytes
    text: Text
    way: Way
    warnings: tuple[str, ...] = ()
    collapses: bool = False

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the file's bytes."""
        return sha256(self.raw).hex()

    @property
    def is_marked(self) -> bool:
        """Whether its words stand in markup, so that its bytes are not simply its text."""
        return not isinstance(self.way, PlainWay)

    @property
    def words(self) -> int:
        """White-space separated tokens of the text that hold a letter or a digit."""
        return count_words(self.text.content)

    def splice(self, replacements: Iterable[Replacement]) -> str:
        """Return the text with spans replaced; spans are disjoint, in any order.

        Raises:
            ValueError: Spans overlap or leave the text.
        """
        return splice(self.text.content, replacements)

    def holds(self, span: Span, variants: Sequence[str]) -> bool:
        """Whether each of `variants` can be written over `span`, and nothing else changes."""
        return self.way.holds(span, variants)

    def render(self, replacements: Iterable[Replacement]) -> bytes:
        """Return the file's bytes with spans of its text replaced; all others are untouched.

        Raises:
            ValueError: Spans overlap, leave the text, or can't be written.
        """
        return self.way.write(self.text, replacements)

    def writer(self, places: Sequence[Place]) -> Writer:
        """Return `render` made ready for many copies; see `Way.writer`."""
        return self.way.writer(self.text, places)

    def check(self, replacements: Iterable[Replacement], copy: bytes) -> None:
        """Refuse a copy that is not this document with exactly these spans replaced.

        Raises:
            VerificationError: It is not.
        """
        self.way.check(self.text, replacements, copy)

    def reread(self, replacements: Iterable[Replacement]) -> Text:
        """Return what this document with spans replaced would be read as."""
        return self.way.reread(self.text, replacements)

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
        InputError: Missing, too large, of an unknown format, empty, binary, damaged, or protected.
    """
    suffix = "" if path == STDIN else path.suffix.lower()
    if suffix not in _FORMATS:
        raise InputError(
            f"{str(path)!r} has an unknown format {suffix!r}",
            hint=f"give a file of {', '.join(FORMATS)}",
        )
    raw = read_bytes(path)
    return parse(raw, name="document.txt" if path == STDIN else path.name)


def parse(raw: bytes, *, name: str) -> Document:
    """Return the document in `raw`, whose format is told by the ending of `name`.

    Raises:
        InputError: As `open_document`.
    """
    form, read = _FORMATS.get(Path(name).suffix.lower(), _FORMATS[""])
    opened = read(raw, what=name)
    if opened.closed:
        raise InputError(f"{name!r} {opened.closed}")
    if len(opened.text.content) > MOST_TEXT:
        raise InputError(
            f"{name!r} says more than {MOST_TEXT:,} characters",
            hint="issue it in parts",
        )
    return Document(name, form, raw, opened.text, opened.way, opened.warnings, opened.collapses)


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
