"""Where a machine may have misread a leak, and what that leaves of a reading.

A reading of words that may be misread is softened: ℓ'(v) = (1 − e)·ℓ(v) + e/q, what they say if
they were read right, and nothing if they were not. The chance e depends on the leak alone, so a
softened reading is as blind as a sharp one (docs/decisions/ocr-confidence.md).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from canary.model import Doubt
from canary.reading.words import Words, normalise


class Doubts:
    """The doubts about a leak, placed in its words.

    Args:
        leak: The text that the doubts are about.
        doubts: In order and disjoint.
        seen: The words of the leak.
    """

    def __init__(self, leak: str, doubts: Sequence[Doubt], seen: Words) -> None:
        self.spans = seen.spans
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.trust = [0.0]  # log of the chance that all words so far were read right
        at = done = 0
        for doubt in doubts:  # folding goes code point by code point, so offsets add up
            at += len(normalise(leak[done : doubt.span.start]))
            self.starts.append(at)
            at += len(normalise(doubt.span.cut(leak)))
            done = doubt.span.end
            self.ends.append(at)
            self.trust.append(self.trust[-1] + math.log1p(-min(doubt.error, 1 - 1e-9)))

    def about(self, start: int, end: int) -> float:
        """Return the chance that some word from `start` to `end` was misread.

        Where there is none, what its neighbours are tells that nothing stands between them.

        Args:
            start: First word, counted from 1: START is 0.
            end: Word after the last one.
        """
        if not self.starts:
            return 0.0
        if start == end:
            start, end = start - 1, end + 1
        first, last = max(start - 1, 0), min(end - 2, len(self.spans) - 1)
        if first > last:
            return 0.0
        low = bisect_right(self.ends, self.spans[first][0])
        high = bisect_left(self.starts, self.spans[last][1])
        return -math.expm1(self.trust[max(low, high)] - self.trust[low])


def softened(likelihood: Sequence[float], error: float) -> list[float]:
    """Return what a reading says that is wrong with some chance.

    Args:
        likelihood: One a variant, of the reading if it is right.
        error: The chance that it is not.

    Example:
        >>> softened([0.0, 1.0], 0.5)
        [0.25, 0.75]
    """
    peak = max(likelihood)
    return [(1 - error) * value / peak + error / len(likelihood) for value in likelihood]
