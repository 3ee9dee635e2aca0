"""The source as a lattice: fixed words, and at each word site all its variants.

A *choice* is a part of a site whose variants differ in words; a *mark* is a part whose
variants have the same words and differ in what stands between them (punctuation, spacing).
`START` and `END` are the first and the last element.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from canary.model import Part, Site
from canary.reading.similarity import END, START
from canary.reading.words import normalise, punctuation, spacing, words_of

WordTuple: TypeAlias = tuple[str, ...]

_REACH = 64  # characters of a word that a part may stand inside


@dataclass(frozen=True, slots=True)
class Choice:
    """A place where one of several word sequences stands.

    Attributes:
        site: Index of the site in the plan.
        variants: Words of each variant; () where a variant has none.
        contained: Whether the words of a variant occur, in order, in another variant: then only
            its neighbours on both sides tell that nothing more stood there.
    """

    site: int
    variants: tuple[WordTuple, ...]
    contained: tuple[bool, ...]


Element: TypeAlias = "str | Choice"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between words under each variant of a punctuation or spacing part.

    Attributes:
        site: Index of the site in the plan.
        first: Index of the element before the first gap; the gaps follow one another.
        expected: One tuple of separators a variant, as many as there are gaps.
        signs: Their punctuation.
        spaces: Their white space.
    """

    site: int
    first: int
    expected: tuple[tuple[str, ...], ...]
    signs: tuple[tuple[str, ...], ...]
    spaces: tuple[tuple[str, ...], ...]

    @property
    def is_punctuation(self) -> bool:
        """Whether the variants differ in punctuation; else they differ in spacing, if at all."""
        return len(set(self.signs)) > 1

    @property
    def breaks(self) -> bool:
        """Whether a line break tells the variants apart."""
        return any("\n" in gap for variant in self.spaces for gap in variant)

    def is_rewrapped(self, seen: Sequence[str]) -> bool:
        """Whether a line breaks where none does under any variant."""
        wanted = any("\n" in spacing(gap) for variant in self.expected for gap in variant)
        return not wanted and any("\n" in gap for gap in seen)

    @property
    def unusual(self) -> frozenset[str]:
        """White space of some variant that neither typists nor programs leave behind."""
        return frozenset(gap for variant in self.spaces for gap in variant) - {" ", ""}

    def is_unusual(self, symbol: int) -> bool:
        """Whether a variant shows unusual white space."""
        return not self.unusual.isdisjoint(self.spaces[symbol])


@dataclass(frozen=True, slots=True)
class Lattice:
    """A compiled source.

    Attributes:
        elements: START, the words and choices of the text, END.
        marks: The parts read from separators, in text order.
        landmarks: Separators between fixed words that are more than a space, each with the
            index of the element before it, in text order.
        vocabulary: Every word that any copy can hold.
    """

    elements: tuple[Element, ...]
    marks: tuple[Mark, ...]
    landmarks: tuple[tuple[int, str], ...]
    vocabulary: frozenset[str]

    def marks_within(self, first: int, last: int) -> tuple[Mark, ...]:
        """Return the marks whose first gap follows one of the elements `first` to `last`."""
        start = bisect_left(self.marks, first, key=lambda mark: mark.first)
        end = bisect_right(self.marks, last, key=lambda mark: mark.first)
        return self.marks[start:end]

    def landmarks_within(self, first: int, last: int) -> tuple[tuple[int, str], ...]:
        """Return the landmarks after the elements `first` to `last`."""
        start = bisect_left(self.landmarks, (first, ""))
        return self.landmarks[start : bisect_left(self.landmarks, (last + 1, ""))]

    def before(self, index: int) -> frozenset[str]:
        """Return the words that can stand right before element `index`."""
        return self._beside(index, -1)

    def after(self, index: int) -> frozenset[str]:
        """Return the words that can stand right after element `index`."""
        return self._beside(index, 1)

    def _beside(self, index: int, step: int) -> frozenset[str]:
        found: set[str] = set()
        index += step
        while 0 <= index < len(self.elements):
            element = self.elements[index]
            if isinstance(element, str):
                found.add(element)
                break
            edge = -1 if step < 0 else 0
            found.update(words[edge] for words in element.variants if words)
            if all(element.variants):
                break
            index += step
        return frozenset(found)


def compile_lattice(source: str, sites: Sequence[Site]) -> Lattice:
    """Compile `source` and its sites; linear in both.

    Args:
        source: The source text.
        sites: Sites of the plan; their parts do not overlap.

    Raises:
        ValueError: Two parts overlap, or a part lies outside the source.
    """
    parts = sorted(
        ((part, index) for index, site in enumerate(sites) for part in site.parts),
        key=lambda item: item[0].span,
    )
    builder = _Builder(source)
    for number, (part, site) in enumerate(parts):
        ceiling = parts[number + 1][0].span.start if number + 1 < len(parts) else len(source)
        if part.span.start < builder.limit or part.span.end > ceiling:
            raise ValueError(f"part at {part.span.start} overlaps another or leaves the source")
        builder.add(part, site, ceiling)
    return builder.finish()


def passages(elements: Sequence[Element], start: int, length: int, most: int) -> list[WordTuple]:
    """Return the word sequences of `length` that begin at element `start`, at most `most`.

    Shorter ones are left out, and so are all where there are more than `most`.
    """
    plain = elements[start : start + length]
    if all(isinstance(element, str) for element in plain):
        return [tuple(plain)] if len(plain) == length else []  # type: ignore[arg-type]
    found: dict[WordTuple, None] = {}
    waiting: list[tuple[WordTuple, int]] = [((), start)]
    while waiting:
        words, index = waiting.pop()
        if len(words) >= length:
            found[words[:length]] = None
        elif index < len(elements):
            element = elements[index]
            variants = ((element,),) if isinstance(element, str) else element.variants
            waiting.extend((words + more, index + 1) for more in variants)
        if len(found) > most or len(waiting) > _CROWD:
            return []
    return list(found)


_CROWD = 256  # unfinished passages at once


class _Builder:
    """Collects elements and marks from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.cursor = 0  # end of the text already compiled
        self.limit = 0  # end of the last part
        self.elements: list[Element] = [START]
        self.marks: list[Mark] = []
        self.landmarks: list[tuple[int, str]] = []

    def add(self, part: Part, site: int, ceiling: int) -> None:
        self.limit = part.span.end
        start, end, variants = _widened(self.source, part, self.cursor, ceiling)
        tail = self._fixed(start)
        compiled = [words_of(variant) for variant in variants]
        if len({tuple(words.words) for words in compiled}) > 1:
            choices = tuple(tuple(words.words) for words in compiled)
            self.elements.append(Choice(site, choices, _contained(choices)))
        else:
            head = _up_to_first_word(self.source[end:ceiling])
            expected = tuple(
                _joined(tail, [words.between(i) for i in range(len(words.words) + 1)], head)
                for words in compiled
            )
            self.marks.append(_mark(site, len(self.elements) - 1, expected))
            self.elements.extend(compiled[0].words)
        self.cursor = end

    def finish(self) -> Lattice:
        self._fixed(len(self.source))
        self.elements.append(END)
        vocabulary = {element for element in self.elements if isinstance(element, str)}
        for element in self.elements:
            if isinstance(element, Choice):
                vocabulary.update(word for words in element.variants for word in words)
        return Lattice(
            tuple(self.elements), tuple(self.marks), tuple(self.landmarks), frozenset(vocabulary)
        )

    def _fixed(self, end: int) -> str:
        """Compile the text up to `end`; return what follows its last word."""
        found = words_of(self.source[self.cursor : end])
        for index in range(1, len(found.words)):
            separator = found.between(index)
            if separator != " ":
                self.landmarks.append((len(self.elements) + index - 1, separator))
        self.elements.extend(found.words)
        self.cursor = end
        return found.between(len(found.words))


def _mark(site: int, first: int, expected: tuple[tuple[str, ...], ...]) -> Mark:
    signs = tuple(tuple(map(punctuation, variant)) for variant in expected)
    spaces = tuple(tuple(map(spacing, variant)) for variant in expected)
    return Mark(site, first, expected, signs, spaces)


def _joined(tail: str, separators: list[str], head: str) -> tuple[str, ...]:
    separators[0] = tail + separators[0]
    separators[-1] += head
    return tuple(separators)


def _up_to_first_word(text: str) -> str:
    for size in (64, 1024, len(text)):
        found = words_of(text[:size])
        if found.words:
            break
    else:
        return normalise(text)
    return found.between(0)


def _widened(source: str, part: Part, floor: int, ceiling: int) -> tuple[int, int, tuple[str, ...]]:
    """Return the part grown to whole words: start, end and variants.

    A part may begin or end inside a word, as in `organi{s|z}e`.
    """
    start, end = part.span.start, part.span.end
    left = _letters(reversed(source[max(floor, start - _REACH) : start]))
    right = _letters(source[end : min(ceiling, end + _REACH)])
    before, behind = source[start - left : start], source[end : end + right]
    glued = [_glued(before, variant, behind) for variant in part.variants]
    if not any(at_start for at_start, _ in glued):
        start, before = part.span.start, ""
    else:
        start -= left
    if not any(at_end for _, at_end in glued):
        behind = ""
    end += len(behind)
    return start, end, tuple(before + variant + behind for variant in part.variants)


def _letters(chars: Iterator[str] | str) -> int:
    """Return how many characters at the front can be part of a word."""
    count = 0
    for char in chars:
        folded = normalise(char)
        if folded and not (folded.isalnum() or folded == "'"):
            break
        count += 1
    return count


def _glued(before: str, variant: str, behind: str) -> tuple[bool, bool]:
    """Return whether a word runs across the start, and the end, of `variant` in its context."""
    start = len(normalise(before))
    end = start + len(normalise(variant))
    spans = words_of(before + variant + behind).spans
    return (
        any(first < start < last for first, last in spans),
        any(first < end < last for first, last in spans),
    )


def _contained(variants: tuple[WordTuple, ...]) -> tuple[bool, ...]:
    return tuple(
        any(other != words and _within(words, other) for other in variants) for words in variants
    )


def _within(words: WordTuple, other: WordTuple) -> bool:
    """Whether `words` occur in `other` in this order."""
    rest = iter(other)
    return all(word in rest for word in words)
