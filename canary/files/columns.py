"""Columns of a page, from where its pieces of line stand.

Most programs write a page column by column; some, and most text layers of scans, write line by
line across all of them. Such a page is told by a strip that no line crosses and that its pieces
keep jumping over, and is read column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

_LEAST = 8  # pieces of line that make columns
_GUTTER = 8  # points
_SAME = 3
_SPACE = 1.5
_CROSSING = 0.05
_SIDE = 0.25
_JUMPS = 0.25
_WIDEST = 5000


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line.

    Attributes:
        left: Its left end, in points.
        right: Its right end.
        base: What it stands on, from the foot of the page.
        words: What it says.
        scores: How certain each of its words is, where a machine read them.
    """

    left: float
    right: float
    base: float
    words: str
    scores: tuple[float, ...] = ()


def in_columns(lines: Sequence[Line]) -> list[Line] | None:
    """Return the pieces of a page column by column, None where they come in order already.

    Args:
        lines: In the order of the page's content.
    """
    return _in_columns(_joined(lines))


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Return pieces that follow one another closely on a line as one."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if (
            last
            and abs(last.base - line.base) < _SAME
            and -_SAME < line.left - last.right < _GUTTER
        ):
            found[-1] = _one(last, line)
        else:
            found.append(line)
    return found


def _one(last: Line, line: Line) -> Line:
    """Return two pieces as one; a word that they part is as certain as its worse half."""
    before, after = last.words.rstrip("\r\n"), line.words.lstrip()
    scores = last.scores + line.scores
    gap = " " if line.left - last.right > _SPACE else ""
    if not gap and scores and not before[-1:].isspace():
        worse = min(last.scores[-1], line.scores[0])
        scores = (*last.scores[:-1], worse, *line.scores[1:])
    return Line(last.left, max(last.right, line.right), last.base, before + gap + after, scores)


def _in_columns(lines: Sequence[Line]) -> list[Line] | None:
    gutter = _gutter(lines)
    if gutter is None:
        return None
    right = [line for line in lines if line.left >= gutter]
    left = [line for line in lines if line.left < gutter]
    jumps = sum((a.left >= gutter) != (b.left >= gutter) for a, b in pairwise(lines))
    if jumps < _JUMPS * len(lines):
        return None
    return [*_column(left), *_column(right)]


def _column(lines: Sequence[Line]) -> list[Line]:
    return _in_columns(lines) or sorted(lines, key=lambda line: (-round(line.base), line.left))


def _gutter(lines: Sequence[Line]) -> int | None:
    """Return the middle of the widest strip that nearly no piece crosses, None if none is wide."""
    if len(lines) < _LEAST:
        return None
    start = int(min(line.left for line in lines))
    width = int(max(line.right for line in lines)) + 2 - start
    if not 0 < width <= _WIDEST:
        return None
    change = [0] * (width + 1)
    for line in lines:
        change[int(line.left) - start] += 1
        change[int(line.right) + 1 - start] -= 1
    cover = list(accumulate(change))
    most = _CROSSING * len(lines)
    best = run = end = 0
    for x in range(width // 10, width - width // 10):
        run = run + 1 if cover[x] <= most else 0
        if run > best:
            best, end = run, x
    middle = start + end - best // 2
    on_right = sum(line.left >= middle for line in lines)
    if best < _GUTTER or not _SIDE <= on_right / len(lines) <= 1 - _SIDE:
        return None
    return middle
