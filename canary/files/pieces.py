"""What a marked-up document says: paragraphs of pieces, each with its place in the file.

A reader of a format yields `Paragraph`s; `compose` sets them one under the other as a `Text` and
keeps, in `Run`s, where every code point came from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from canary.files import inline
from canary.files.lines import is_heading, is_title
from canary.model import Block, BlockKind, Span, Text

APART = "\n\n"
Style = tuple[tuple[str, str], ...]
Escape = Callable[[str], bytes]

_CELL_WORDS = 8  # a table's cell with fewer is no sentence
_TERMINAL = (".", "?", "!", ".”", '."', ".)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points that follow one another in one place of a file.

    Attributes:
        text: At least one code point.
        places: Byte offsets in the part, one more than code points; empty if it stands nowhere.
        style: What it looks like, (name, value) of each look; only what looks the same is replaced
            together.
        group: Pieces of one group have nothing between them that must stay where it is.
        free: Whether it may be replaced.
        guard: Where `xml:space="preserve"` must be put before white space at an end can hold; 0 if
            it holds anyway.
    """

    text: str
    places: Sequence[int] = ()
    style: Style = ()
    group: int = 0
    free: bool = False
    guard: int = 0


@dataclass(slots=True)
class Paragraph:
    """One paragraph, heading, cell … of a document.

    Attributes:
        part: Name of the part of the file that holds it.
        kind: What it is; None to tell by its words.
        cell: Whether it stands in a table.
        pieces: Its content.
    """

    part: str
    kind: BlockKind | None = None
    cell: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece set in a text.

    Attributes:
        start: Offset of its first code point in the text.
        part: Name of the part of the file that holds it.
        piece: The piece.
        escape: How new words are written there; raises UnicodeEncodeError for what can't be.
    """

    start: int
    part: str
    piece: Piece
    escape: Escape

    @property
    def end(self) -> int:
        """Offset after its last code point."""
        return self.start + len(self.piece.text)


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a text, in order; between them are only the gaps that part paragraphs."""

    runs: tuple[Run, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Runs:
        """Make them of runs in order."""
        return cls(tuple(runs), tuple(run.start for run in runs))

    def within(self, span: Span) -> tuple[Run, ...]:
        """Return the runs that hold a code point of `span`."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        last = bisect_left(self.starts, span.end)
        return tuple(r for r in self.runs[first:last] if r.end > span.start)

    def at(self, place: int) -> Run | None:
        """Return the run that holds one code point, None in a gap."""
        found = self.within(Span(place, place + 1)) if place >= 0 else ()
        return found[0] if found else None


def compose(paragraphs: Iterable[Paragraph], escape: Escape) -> tuple[Text, Runs]:
    """Return paragraphs as one text, a blank line between them, and where it came from.

    Paragraphs that say nothing are left out.
    """
    content: list[str] = []
    blocks: list[Block] = []
    runs: list[Run] = []
    at = 0
    for paragraph in paragraphs:
        words = paragraph.text
        if not words.strip():
            continue
        if content:
            content.append(APART)
            at += len(APART)
        blocks.append(_block(paragraph, words, at))
        for piece in paragraph.pieces:
            runs.append(Run(at, paragraph.part, piece, escape))
            at += len(piece.text)
        content.append(words)
    return Text("".join(content), tuple(blocks)), Runs.of(runs)


def joined(texts: Sequence[tuple[Text, Runs]]) -> tuple[Text, Runs]:
    """Return several texts as one, a blank line between them."""
    blocks: list[Block] = []
    runs: list[Run] = []
    at = 0
    for text, placed in texts:
        blocks += [
            Block(_moved(b.span, at), b.kind, tuple(_moved(s, at) for s in b.locked))
            for b in text.blocks
        ]
        runs += [replace(run, start=run.start + at) for run in placed.runs]
        at += len(text.content) + len(APART)
    content = APART.join(text.content for text, _ in texts)
    return Text(content, tuple(blocks)), Runs.of(runs)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _block(paragraph: Paragraph, words: str, at: int) -> Block:
    lead = len(words) - len(words.lstrip())
    span = Span(at + lead, at + len(words.rstrip()))
    kind = paragraph.kind or BlockKind.PARAGRAPH
    if kind.is_prose:
        kind = _kind(paragraph, words, kind)
    if not kind.is_prose:
        return Block(span, kind)
    marked = (
        Span(max(at + s.start, span.start), min(at + s.end, span.end)) for s in _fixed(paragraph)
    )
    shifted = (Span(at + s.start, at + s.end) for s in inline.locked(words, Span(0, len(words))))
    spans = [s for s in (*marked, *shifted) if span.start <= s.start < s.end <= span.end]
    return Block(span, kind, tuple(_merged(spans)))


def _kind(paragraph: Paragraph, words: str, kind: BlockKind) -> BlockKind:
    """Tell prose from what only looks like it."""
    fixed = sum(len(piece.text) for piece in paragraph.pieces if not piece.free)
    if paragraph.cell and (
        len(words.split()) < _CELL_WORDS or not words.rstrip().endswith(_TERMINAL)
    ):
        return BlockKind.TABLE
    heading = is_heading(words.strip()) and (kind is BlockKind.PARAGRAPH or is_title(words))
    return BlockKind.HEADING if heading or 2 * fixed > len(words) else kind


def _fixed(paragraph: Paragraph) -> Iterator[Span]:
    """Yield the stretches of pieces that must not vary, from the paragraph's start."""
    at = 0
    for piece in paragraph.pieces:
        if not piece.free:
            yield Span(at, at + len(piece.text))
        at += len(piece.text)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans in order, those that overlap or touch as one."""
    start = end = -1
    for span in sorted(spans):
        if span.start <= end:
            end = max(end, span.end)
            continue
        if start >= 0:
            yield Span(start, end)
        start, end = span.start, span.end
    if start >= 0:
        yield Span(start, end)
