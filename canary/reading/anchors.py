"""Stretches of a leak that follow the source word for word, and how they chain.

Three words in a row point to their places in the source (an index with the variants
enumerated); from there the leak is followed through the lattice as long as it agrees exactly.
Runs that continue one another form a chain: one excerpt. Several excerpts, in any order, give
several chains. Passages that occur often in the source point nowhere by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from canary.reading.lattice import Choice, Element, WordTuple, passages
from canary.reading.similarity import START, weight

SEED = 3  # words that point to a place
_PLACES = 8  # a seed found more often points nowhere
_VARIANTS = 16  # word sequences enumerated a seed
_WAYS = 64  # ways through neighbouring choices that are followed at once
_AHEAD = 3  # fixed words that decide between ways
_BACK = 12  # runs looked back at when chaining
MAX_GAP = 40  # words that may be missing or foreign between two runs of a chain
_GAP_COST = 1  # half nats a word of the gap's imbalance
_DOUBT = 3  # half nats, less than a word: a place that agrees so much better is the only one
_NEAR = 6  # half nats for a place that continues the run before


@dataclass(frozen=True, slots=True)
class Step:
    """One element passed: the words `start` to `end` of the leak, and the variants they can be."""

    element: int
    start: int
    end: int
    variants: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the leak that follows the source exactly.

    Attributes:
        steps: The elements passed, in order and without gaps.
        score: Weight of its words, half nats.
        unique: No other place of the source agrees as far.
    """

    steps: tuple[Step, ...]
    score: int
    unique: bool = True

    @property
    def first(self) -> Step:
        """The first element passed."""
        return self.steps[0]

    @property
    def last(self) -> Step:
        """The last element passed."""
        return self.steps[-1]

    def after(self, element: int, word: int) -> Run | None:
        """Return the part of the run beyond an element and a word of the leak, if any."""
        return self._only([s for s in self.steps if s.element > element and s.start >= word])

    def inside(self, low: int, high: int) -> Run | None:
        """Return the part of the run between two words of the leak, if any."""
        if low <= self.first.start and self.last.end <= high:
            return self
        return self._only([s for s in self.steps if low <= s.start and s.end <= high])

    def _only(self, steps: Sequence[Step]) -> Run | None:
        """Return the run of some of its steps, which counts as much less as it is shorter."""
        if len(steps) == len(self.steps):
            return self
        whole = self.last.end - self.first.start
        kept = steps[-1].end - steps[0].start if steps else 0
        return Run(tuple(steps), self.score * kept // whole, self.unique) if kept else None


@dataclass(slots=True)
class Chain:
    """Runs of one excerpt, in the order of both leak and source."""

    runs: list[Run] = field(default_factory=list)

    @property
    def score(self) -> int:
        """Weight of all its words, half nats."""
        return sum(run.score for run in self.runs)

    @property
    def unique(self) -> bool:
        """Whether some run points to one place only."""
        return any(run.unique for run in self.runs)


class Anchors:
    """The index of a source's word triples."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.elements = elements
        self.places: dict[WordTuple, list[int]] = {}
        for index, element in enumerate(elements):
            if isinstance(element, str) and element != START:
                for words in passages(elements, index, SEED, _VARIANTS):
                    self.places.setdefault(words, []).append(index)

    def runs(self, words: Sequence[str]) -> list[Run]:
        """Return the runs of a leak from left to right; they do not overlap in the leak."""
        found: list[Run] = []
        index, previous = 0, -1
        while index + SEED <= len(words):
            places = self.places.get((words[index], words[index + 1], words[index + 2]), ())
            if not 0 < len(places) <= _PLACES:
                index += 1
                continue
            run = self._best(words, index, places, previous)
            found.append(run)
            index, previous = max(run.last.end, index + 1), run.last.element
        return found

    def _best(self, words: Sequence[str], index: int, places: Sequence[int], previous: int) -> Run:
        """Return the run from the place that agrees farthest, or nearly so and comes next."""
        runs = [Run(*self._follow(words, index, place)) for place in places]
        if len(runs) == 1:
            return runs[0]

        def value(run: Run) -> int:
            near = 0 < run.first.element - previous <= MAX_GAP
            return run.score + _NEAR * (previous >= 0 and near)

        runs.sort(key=lambda run: (-value(run), run.first.element))
        best, second = runs[0], runs[1]
        return Run(best.steps, best.score, value(best) > value(second) + _DOUBT)

    def _follow(
        self, words: Sequence[str], word: int, element: int
    ) -> tuple[tuple[Step, ...], int]:
        steps: list[Step] = []
        score = 0
        while element < len(self.elements) and word < len(words):
            here = self.elements[element]
            if isinstance(here, str):
                if here != words[word]:
                    break
                steps.append(Step(element, word, word + 1))
                score += weight(here)
                element, word = element + 1, word + 1
                continue
            passed = self._through(words, word, element)
            if not passed:
                break
            steps.extend(passed)
            score += sum(weight(w) for w in words[word : passed[-1].end])
            element, word = passed[-1].element + 1, passed[-1].end
        return tuple(steps), score

    def _through(self, words: Sequence[str], word: int, element: int) -> list[Step]:
        """Return the steps through the choices at `element`, if only one end is possible."""
        ways: list[tuple[Step, ...]] = [()]
        while isinstance(choice := self.elements[element], Choice):
            ways = [
                (*way, step)
                for way in ways
                for step in _steps(choice, words, way[-1].end if way else word, element)
            ]
            if not 0 < len(ways) <= _WAYS:
                return []
            element += 1
        for ahead, expected in enumerate(self.elements[element : element + _AHEAD]):
            if not isinstance(expected, str) or (ahead and len({w[-1].end for w in ways}) == 1):
                break
            ways = [way for way in ways if _at(words, way[-1].end + ahead) == expected]
        if len({way[-1].end for way in ways}) != 1:
            return []
        return _merged(ways)


def _steps(choice: Choice, words: Sequence[str], word: int, element: int) -> list[Step]:
    """Return one step for each variant that stands at `word`."""
    return [
        Step(element, word, word + len(variant), (symbol,))
        for symbol, variant in enumerate(choice.variants)
        if tuple(words[word : word + len(variant)]) == variant
    ]


def _at(words: Sequence[str], index: int) -> str:
    return words[index] if index < len(words) else ""


def _merged(ways: list[tuple[Step, ...]]) -> list[Step]:
    """Return the ways as one: every variant that some way passes."""
    if len(ways) == 1:
        return list(ways[0])
    return [
        Step(
            steps[0].element,
            steps[0].start,
            steps[0].end,
            tuple(sorted({symbol for step in steps for symbol in step.variants})),
        )
        for steps in zip(*ways, strict=True)
    ]


def chains(runs: Sequence[Run]) -> list[Chain]:
    """Chain runs that continue one another in leak and source, the heaviest chains first.

    Each run looks back at most 12 runs, so the cost is linear.
    """
    total: list[int] = []
    back: list[int] = []
    for index, run in enumerate(runs):
        best, link = 0, -1
        for earlier in range(max(0, index - _BACK), index):
            gain = total[earlier] - _cost(runs[earlier], run)
            if gain > best and _continues(runs[earlier], run):
                best, link = gain, earlier
        total.append(best + run.score)
        back.append(link)
    return _collected(runs, total, back)


def _continues(left: Run, right: Run) -> bool:
    """Whether two runs can belong to one excerpt; a word doubled in the leak may overlap."""
    return (
        -SEED < right.first.element - left.last.element <= MAX_GAP
        and right.last.element > left.last.element
        and right.first.start - left.last.end <= MAX_GAP
    )


def _cost(left: Run, right: Run) -> int:
    skipped = right.first.element - left.last.element - 1
    foreign = right.first.start - left.last.end
    return _GAP_COST * abs(skipped - foreign)


def _collected(runs: Sequence[Run], total: list[int], back: list[int]) -> list[Chain]:
    used = [False] * len(runs)
    found = []
    for end in sorted(range(len(runs)), key=lambda i: (-total[i], i)):
        members = []
        index = end
        while index >= 0 and not used[index]:
            used[index] = True
            members.append(runs[index])
            index = back[index]
        if members:
            found.append(Chain(members[::-1]))
    return sorted(found, key=lambda chain: -chain.score)
