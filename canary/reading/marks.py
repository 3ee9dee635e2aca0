"""What the characters between two words show: punctuation and spacing sites.

Quotation marks, brackets, emphasis and the kind of dash never decide anything; a line break
stands for any white space, so it says nothing about spacing. Whether a leak kept a channel at all
is judged from the whole leak before any of its marks is read:

- **Spacing.** A leak whose white space was made anew shows a plain space everywhere, and that is
  no vote for it. So a kind of white space is read only where it is met as often as copies show it.
- **Line breaks.** They are read only where those of the source stand.
- **Punctuation.** The *landmarks*, the places between fixed words where the source has some, tell
  what share a leak lost: as likely is a comma lost where none is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from canary.reading.doubts import Doubts, softened
from canary.reading.evidence import Ledger
from canary.reading.lattice import Lattice, Mark
from canary.reading.words import Words, punctuation, spacing

_UNUSUAL = 0.25  # least share of unusual spaces in a leak that kept them; copies show about half
_BROKEN = 0.9  # least share of the source's line breaks in a leak that kept its lines
_LOST = 0.5  # a leak that lost more of the punctuation has none
_UNSEEN = 0.05  # of one landmark: what none at all would say about loss


class MarkReader:
    """Collects what the excerpts of one leak show between words.

    Args:
        lattice: The source.
        seen: The words of the leak.
        doubts: Where they may have been misread.
    """

    def __init__(self, lattice: Lattice, seen: Words, doubts: Doubts) -> None:
        self.lattice = lattice
        self.seen = seen
        self.doubts = doubts
        self.readings: list[tuple[Mark, int | None, float]] = []
        self.lines = [0, 0]  # landmarks lost, kept
        self.points = [0, 0]

    def add(self, where: Mapping[int, tuple[int, int]]) -> None:
        """Read the marks and landmarks of an excerpt.

        Args:
            where: First word of the leak (START is 0) and the word after, for every element found.
        """
        first, last = min(where), max(where)
        for mark in self.lattice.marks_within(first, last):
            gaps = range(mark.first, mark.first + len(mark.expected[0]))
            shown = [self._gap(where, element) for element in gaps]
            separators = [gap for gap in shown if gap is not None]
            if len(separators) == len(shown):
                error = self.doubts.about(where[gaps[0]][0], where[gaps[-1] + 1][1])
                self.readings.append((mark, read_mark(mark, separators), error))
                self.lines[False] += mark.is_rewrapped(separators)
        for element, separator in self.lattice.landmarks_within(first, last):
            gap = self._gap(where, element)
            if gap is not None:
                self._compare(separator, gap)

    def enter(self, ledger: Ledger, *, faithful: bool) -> None:
        """Enter the readings of the marks that the leak has not made anew.

        Args:
            ledger: What all sightings say.
            faithful: Whether the leak is known to have kept every channel.
        """
        kept = self._kept_spaces()
        loss = 0.0 if faithful else self._loss()
        for mark, symbol, error in self.readings:
            if mark.is_punctuation:
                heard = loss < _LOST
            else:
                heard = faithful or (self._keeps_lines() if mark.breaks else mark.unusual in kept)
            if heard and symbol is None:
                ledger.miss(mark.site)
            elif heard and symbol is not None:
                ledger.add(mark.site, softened(likelihood(mark, symbol, loss), error))

    def _gap(self, where: Mapping[int, tuple[int, int]], element: int) -> str | None:
        """Return the separator after an element, if the leak has nothing else there."""
        left, right = where.get(element), where.get(element + 1)
        if left is None or right is None or left[1] != right[0]:
            return None
        return self.seen.between(left[1] - 1)

    def _compare(self, expected: str, shown: str) -> None:
        if "\n" in spacing(expected):
            self.lines[spacing(expected) == spacing(shown)] += 1
        if punctuation(expected):
            self.points[punctuation(expected) == punctuation(shown)] += 1

    def _keeps_lines(self) -> bool:
        return self.lines[True] > 0 and self.lines[True] >= _BROKEN * sum(self.lines)

    def _kept_spaces(self) -> set[frozenset[str]]:
        """Return the kinds of unusual white space that the leak kept."""
        plain, unusual = Counter[frozenset[str]](), Counter[frozenset[str]]()
        for mark, symbol, _ in self.readings:
            if symbol is not None and not mark.is_punctuation:
                (unusual if mark.is_unusual(symbol) else plain)[mark.unusual] += 1
        return {kind for kind, n in unusual.items() if n >= _UNUSUAL * (n + plain[kind])}

    def _loss(self) -> float:
        """Return the share of the punctuation that the leak lost."""
        return (self.points[False] + _UNSEEN) / (sum(self.points) + 1)


def likelihood(mark: Mark, symbol: int, loss: float) -> list[float]:
    """Return the likelihood a variant of a mark where `symbol` is seen.

    Args:
        mark: What each variant expects.
        symbol: The variant that the separators show.
        loss: Share of the punctuation that the leak lost: what a variant with more signs may be.
    """
    size = [sum(map(len, signs)) for signs in mark.signs]
    return [
        1.0 if v == symbol else loss * (size[v] > size[symbol]) for v in range(len(mark.expected))
    ]


def read_mark(mark: Mark, seen: Sequence[str]) -> int | None:
    """Return the variant that the separators show.

    Args:
        mark: What each variant expects.
        seen: The separators of the leak, folded, one a gap of the mark.

    Returns:
        The index of the variant, or None where they show none of them, or can't tell.
    """
    signs = tuple(map(punctuation, seen))
    if mark.is_punctuation:
        if any("-" in gap and "\n" in gap for gap in seen):
            return None  # a word hyphenated at the end of its line
        return _only(mark.signs, signs)
    if signs not in mark.signs:
        return None
    return _only(mark.spaces, tuple(map(spacing, seen)))


def _only(variants: Sequence[tuple[str, ...]], shown: tuple[str, ...]) -> int | None:
    """Return the index of the one variant that equals what is shown."""
    return variants.index(shown) if variants.count(shown) == 1 else None
