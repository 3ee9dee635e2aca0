"""What a machine saw on a page: lines of type, and how certain each word is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from canary.files.columns import Line, in_columns
from canary.files.confidence import chance_of_error
from canary.model import Doubt, LeakText, Span

_PAGE_POINTS = 600


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of type: its box in pixels, what it says, how certain each word is in [0, 1]."""

    left: float
    right: float
    top: float
    bottom: float
    words: str
    scores: tuple[float, ...]

    @property
    def lies(self) -> bool:
        """Whether it is wider than high, as a line is."""
        return self.right - self.left >= self.bottom - self.top

    @property
    def weight(self) -> float:
        """How many of its characters are read with certainty."""
        pairs = zip(self.words.split(), self.scores, strict=True)
        return sum(len(word) * score for word, score in pairs)


def weight(lines: Iterable[Seen]) -> float:
    """Return how many characters of lines are read with certainty."""
    return sum(line.weight for line in lines)


def in_order(lines: Sequence[Seen]) -> list[Line]:
    """Return lines as they are read: down the page, column by column."""
    scale = _PAGE_POINTS / max(1.0, max((line.right for line in lines), default=1.0))
    placed = [
        Line(scale * line.left, scale * line.right, -scale * line.bottom, line.words, line.scores)
        for line in lines
    ]
    return in_columns(placed) or placed


def text_of(pages: Iterable[Sequence[Seen]], engine: str) -> LeakText:
    """Return what pages say, with a doubt for every word that may be misread.

    Args:
        pages: The lines of each page.
        engine: Who read them: a name, and its version after a space.
    """
    words: list[str] = []
    doubts: list[Doubt] = []
    at = 0
    for line in (line for lines in pages for line in in_order(lines)):
        said = line.words.split()
        for word, score in zip(said, line.scores, strict=True):
            if error := chance_of_error(engine, score):
                doubts.append(Doubt(Span(at, at + len(word)), error))
            at += len(word) + 1
        words.append(" ".join(said))
    return LeakText("\n".join(words), tuple(doubts), engine)
