"""Lines with their places, and what a stretch of them looks like: shared by txt and Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from canary.files import inline
from canary.model import Block, BlockKind, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TERMINAL = re.compile(r"[.!?:;,…][\"'”’»)\]*_]*\Z")
_HEADING_WORDS = 25
_CAPITALS_WORDS = 20
_DATELINE_WORDS = 12
_SALUTATION_WORDS = 6
_TITLE_SHARE = 0.6
_TITLE_WORD = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    Attributes:
        start: Offset of its first code point.
        text: The line without its end.
    """

    start: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing is on it."""
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """Columns of white space before the first mark; a tab reaches the next multiple of 4."""
        lead = self.text[: len(self.text) - len(self.text.lstrip())]
        return len(lead.expandtabs(4))


def split(content: str) -> list[Line]:
    """Return the lines of `content`; CR LF, LF and CR end a line."""
    lines, start = [], 0
    while start < len(content):
        match = _LINE.match(content, start)
        if match is None:  # pragma: no cover - the pattern matches everywhere
            break
        lines.append(Line(start, match[0].rstrip("\r\n")))
        start = match.end()
    return lines


def block(content: str, lines: Sequence[Line], kind: BlockKind, *, skip: int = 0) -> Block:
    """Make a block of whole lines, without white space at its ends.

    Args:
        content: The text.
        lines: At least one line, in order.
        kind: What they are.
        skip: Code points of the first line that stand before the block, a list marker say.
    """
    start, end = lines[0].start + skip, lines[-1].start + len(lines[-1].text)
    body = content[start:end]
    span = Span(start + len(body) - len(body.lstrip()), start + len(body.rstrip()))
    span = span if span.start <= span.end else Span(start, start)
    return Block(span, kind, inline.locked(content, span) if kind.is_prose else ())


def front_matter(lines: Sequence[Line]) -> int:
    """Return how many lines at the top are front matter, its fences included."""
    if not lines or lines[0].text.rstrip() not in {"---", "+++"}:
        return 0
    fence = lines[0].text.rstrip()
    for number, line in enumerate(lines[1:], start=2):
        if line.text.rstrip() in {fence, "..."}:
            return number
    return 0


def is_heading(text: str) -> bool:
    """Whether a short passage is a heading, dateline, salutation or signature, not a sentence.

    Example:
        >>> is_heading("Next steps"), is_heading("We start on Monday.")
        (True, False)
    """
    words = text.split()
    letters = [mark for mark in text if mark.isalpha()]
    if not letters:
        return True
    if not any(mark.islower() for mark in letters):
        return len(words) <= _CAPITALS_WORDS
    if len(words) <= _DATELINE_WORDS and not any(
        word.strip("\"'“‘([*_")[:1].islower() for word in words
    ):
        return True
    if text.rstrip().endswith(","):
        return len(words) <= _SALUTATION_WORDS
    return len(words) <= _HEADING_WORDS and not _TERMINAL.search(text.rstrip())


def is_title(text: str) -> bool:
    """Whether most longer words are capitalised, or there are few words at all."""
    words = [word for word in text.split() if len(word) >= _TITLE_WORD]
    capitals = sum(word[:1].isupper() or not word[:1].isalpha() for word in words)
    return len(text.split()) <= _TITLE_WORD or capitals >= _TITLE_SHARE * len(words)
