"""The best ways to align some words of a leak with some elements of the source.

A Needleman–Wunsch alignment (1970) on the lattice, run from both ends: the score of the best
way through each element and each variant ("max-marginal") is the sum of what leads to it and
what leads on from it. With a free end the alignment may stop anywhere, as in Smith and
Waterman (1981): what follows belongs to another text. Cost: elements × words, twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from canary.reading.lattice import Choice, Element, WordTuple
from canary.reading.similarity import DELETED, INSERTED, MISMATCH, agreement

Row: TypeAlias = list[int]


@dataclass(frozen=True, slots=True)
class Placed:
    """An element on a best way.

    Attributes:
        element: Index of the element.
        start: First word of the leak that it takes.
        end: Word after the last one it takes.
        scores: Score of the best way through each variant, half nats; () for a fixed word.
    """

    element: int
    start: int
    end: int
    scores: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """What is aligned: elements `first` to `last` with words `start` to `end` of the leak."""

    first: int
    last: int
    start: int
    end: int
    free_start: bool = False
    free_end: bool = False


def align(
    elements: Sequence[Element], words: Sequence[str], window: Window
) -> tuple[int, list[Placed]]:
    """Align a window.

    Args:
        elements: Elements of the lattice.
        words: Words of the leak.
        window: What to align.

    Returns:
        The score of the best way in half nats, and the elements that stand on one: choices, and
        those fixed words that the leak has (exactly or nearly).
    """
    table = _Table(elements, words, window)
    return table.best, table.placed()


class _Table:
    """Rows of best scores: row e, column j is about the first e elements and j words."""

    def __init__(self, elements: Sequence[Element], words: Sequence[str], window: Window) -> None:
        self.elements = elements[window.first : window.last]
        self.words = words[window.start : window.end]
        self.window = window
        self.costs: dict[str, Row] = {}
        self.forward = [self._border(window.free_start)]
        for element in self.elements:
            self.forward.append(self._leading(element, self.forward[-1]))
        self.backward = [self._border(window.free_end)[::-1]]
        for element in reversed(self.elements):
            self.backward.append(self._following(element, self.backward[-1]))
        self.backward.reverse()
        self.best = self._best()

    def placed(self) -> list[Placed]:
        found = []
        for index, element in enumerate(self.elements):
            if isinstance(element, Choice):
                place = self._choice(index, element)
            else:
                place = self._fixed(index, element)
            if place is not None:
                found.append(place)
        return found

    def _best(self) -> int:
        """Return the best total; where both ends are free, of all that pass anything."""
        if self.window.free_start:
            return max(map(max, self.backward))
        return self.backward[0][0]

    def _border(self, free: bool) -> Row:
        return [0 if free else INSERTED * j for j in range(len(self.words) + 1)]

    def _leading(self, element: Element, row: Row) -> Row:
        if isinstance(element, str):
            out = _step(row, self._scores(element))
        else:
            out = _upper([self._along(variant, row) for variant in element.variants])
        return [max(score, 0) for score in out] if self.window.free_start else out

    def _following(self, element: Element, row: Row) -> Row:
        if isinstance(element, str):
            out = _step(row[::-1], self._scores(element)[::-1])[::-1]
        else:
            out = _upper([self._against(variant, row) for variant in element.variants])
        return [max(score, 0) for score in out] if self.window.free_end else out

    def _along(self, variant: WordTuple, row: Row) -> Row:
        for word in variant:
            row = _step(row, self._scores(word))
        return row

    def _against(self, variant: WordTuple, row: Row) -> Row:
        row = row[::-1]
        for word in reversed(variant):
            row = _step(row, self._scores(word)[::-1])
        return row[::-1]

    def _scores(self, word: str) -> Row:
        scores = self.costs.get(word)
        if scores is None:
            scores = self.costs[word] = [agreement(word, seen) for seen in self.words]
        return scores

    def _fixed(self, index: int, word: str) -> Placed | None:
        """Place a fixed word where a best way reads it."""
        row, onward = self.forward[index], self.backward[index + 1]
        for j, score in enumerate(self._scores(word)):
            if score > MISMATCH and row[j] + score + onward[j + 1] == self.best:
                start = self.window.start + j
                return Placed(self.window.first + index, start, start + 1)
        return None

    def _choice(self, index: int, choice: Choice) -> Placed | None:
        """Place a choice if a best way passes it."""
        row, onward = self.forward[index], self.backward[index + 1]
        ends = [_sum(self._along(variant, row), onward) for variant in choice.variants]
        scores = tuple(max(totals) for totals in ends)
        symbol = max(range(len(scores)), key=scores.__getitem__)
        if scores[symbol] < self.best:
            return None
        starts = _sum(row, self._against(choice.variants[symbol], onward))
        end = ends[symbol].index(self.best)
        start = max(j for j in range(end + 1) if starts[j] == self.best)
        base = self.window.start
        return Placed(self.window.first + index, base + start, base + end, scores)


def _step(row: Row, scores: Row) -> Row:
    """Return the row after one more word of the source."""
    last = row[0] + DELETED
    out = [last]
    above = row[0]
    for here, score in zip(row[1:], scores, strict=True):
        last = max(above + score, here + DELETED, last + INSERTED)
        out.append(last)
        above = here
    return out


def _upper(rows: list[Row]) -> Row:
    return [max(column) for column in zip(*rows, strict=True)]


def _sum(left: Row, right: Row) -> Row:
    return [a + b for a, b in zip(left, right, strict=True)]
