"""One excerpt: a chain of exact runs, with the gaps between and beyond them aligned."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

from canary.reading.alignment import Placed, Window, align
from canary.reading.anchors import MAX_GAP, Chain, Run, Step
from canary.reading.lattice import Element

_REACH = 24  # elements and words looked at beyond a run where the excerpt may end
_BROKEN = -24  # half nats; a gap that fits worse is two ends rather than one passage
_BREAK = 8  # half nats that such a gap costs


class Excerpt:
    """Where the elements of the source stand in one stretch of a leak.

    Args:
        elements: Elements of the lattice.
        words: Words of the leak, START and END included.
        chain: The runs of the stretch.
        low: First word of the leak that no other excerpt has claimed.
        high: Word after the last such one.

    Attributes:
        score: How much better the source explains the stretch than unrelated prose, half nats.
        steps: Elements passed exactly.
        placed: Elements placed by alignment.
        where: First word and word after the last one, for every element found.
    """

    def __init__(
        self,
        elements: Sequence[Element],
        words: Sequence[str],
        chain: Chain,
        low: int,
        high: int,
    ) -> None:
        self.elements = elements
        self.words = words
        self.score = 0
        self.steps: list[Step] = []
        self.placed: list[Placed] = []
        self.where: dict[int, tuple[int, int]] = {}
        self._head(chain.runs[0], low)
        last: Run | None = None
        for run in chain.runs:
            rest = run if last is None else run.after(last.last.element, last.last.end)
            if rest is None:
                continue
            if last is not None:
                self._gap(last.last, rest.first)
            self._pass(rest)
            last = rest
        if last is not None:
            self._tail(last.last, high)

    @property
    def span(self) -> tuple[int, int]:
        """First word of the stretch and the word after its last one."""
        return min(s for s, _ in self.where.values()), max(e for _, e in self.where.values())

    def _pass(self, run: Run) -> None:
        self.score += run.score
        self.steps.extend(run.steps)
        for step in run.steps:
            self.where[step.element] = (step.start, step.end)

    def _head(self, run: Run, low: int) -> None:
        element, word = run.first.element, run.first.start
        first, start = max(0, element - _REACH), max(low, word - _REACH)
        self._align(Window(first, element, start, word, free_start=True))

    def _tail(self, step: Step, high: int) -> None:
        element, word = step.element + 1, step.end
        last = min(len(self.elements), element + _REACH)
        self._align(Window(element, last, word, min(high, word + _REACH), free_end=True))

    def _gap(self, left: Step, right: Step) -> None:
        """Align what stands between two runs, as one passage or as two loose ends."""
        window = Window(left.element + 1, right.element, left.end, right.start)
        if max(window.last - window.first, window.end - window.start) <= MAX_GAP:
            score, placed = align(self.elements, self.words, window)
            if score >= _BROKEN:
                self._take(score, placed)
                return
        self.score -= _BREAK
        self._loose(window)

    def _loose(self, window: Window) -> None:
        """Align both ends of a window as far as they go."""
        first = window.first
        start = window.start
        last = min(window.last, first + _REACH)
        end = min(window.end, start + _REACH)
        self._align(Window(first, last, start, end, free_end=True))
        taken = [p for e in range(first, last) if (p := self.where.get(e)) is not None]
        first = max([e + 1 for e in range(first, last) if e in self.where], default=first)
        start = max([stop for _, stop in taken], default=start)
        self._align(
            Window(
                max(first, window.last - _REACH),
                window.last,
                max(start, window.end - _REACH),
                window.end,
                free_start=True,
            )
        )

    def _align(self, window: Window) -> None:
        if window.first < window.last:
            self._take(*align(self.elements, self.words, window))

    def _take(self, score: int, placed: list[Placed]) -> None:
        self.score += score
        self.placed.extend(placed)
        for place in placed:
            self.where[place.element] = (place.start, place.end)


class Claims:
    """The stretches of a leak that excerpts have taken."""

    def __init__(self, length: int) -> None:
        self.taken: list[tuple[int, int]] = [(-1, 0), (length, length + 1)]

    def free(self, chain: Chain) -> Iterator[tuple[Chain, int, int]]:
        """Yield the parts of a chain that no excerpt has taken, each with the stretch free for it.

        Where a passage ends, its excerpt may have reached a few words into the next one.
        """
        parts: dict[tuple[int, int], list[Run]] = {}
        for run in chain.runs:
            for low, high in self._stretches(run.first.start, run.last.end):
                rest = run.inside(low, high)
                if rest is not None:
                    parts.setdefault((low, high), []).append(rest)
        for (low, high), runs in parts.items():
            yield Chain(runs), low, high

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the free stretches that reach between two words."""
        index = max(1, bisect_left(self.taken, (start, 0)))
        while self.taken[index - 1][1] < end:
            low, high = self.taken[index - 1][1], self.taken[index][0]
            if low < high:
                yield low, high
            if index + 1 == len(self.taken):
                return
            index += 1

    def add(self, start: int, end: int) -> None:
        """Take the stretch from `start` to `end`."""
        insort(self.taken, (start, end))
