"""What the characters between two words show: punctuation and spacing sites.

Quotation marks, brackets, emphasis and the kind of dash never decide anything; a line break
stands for any white space, so it says nothing about spacing. A leak whose spacing, or whose
punctuation, has been made anew shows nothing at such sites; whether it has been is judged by
the *landmarks*, the places between fixed words where the source has more than a space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canary.reading.evidence import Ledger
from canary.reading.lattice import Lattice, Mark
from canary.reading.words import Words, punctuation, spacing

_KEPT = 0.9  # share of the spacing landmarks that a leak with the source's spacing keeps
_HEARD = 0.5  # share of the punctuation landmarks that a leak with punctuation keeps
_PLAIN = {" ", ""}  # white space that says nothing
_SPACED = 0.1  # share of unusual spaces that shows the spacing kept all the same


class MarkReader:
    """Collects what the excerpts of one leak show between words.

    Args:
        lattice: The source.
        seen: The words of the leak.
    """

    def __init__(self, lattice: Lattice, seen: Words) -> None:
        self.lattice = lattice
        self.seen = seen
        self.readings: list[tuple[Mark, int | None]] = []
        self.spaces = [0, 0]  # landmarks lost, kept
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
                self.readings.append((mark, read_mark(mark, separators)))
                self.spaces[False] += mark.is_rewrapped(separators)
        for element, separator in self.lattice.landmarks_within(first, last):
            gap = self._gap(where, element)
            if gap is not None:
                self._compare(separator, gap)

    def enter(self, ledger: Ledger) -> None:
        """Enter the readings of the marks that the leak has not made anew."""
        spaced, heard = self._spacing_is_kept(), self._share(self.points) >= _HEARD
        for mark, symbol in self.readings:
            if not (heard if mark.is_punctuation else spaced):
                continue
            if symbol is None:
                ledger.miss(mark.site)
            else:
                ledger.add(mark.site, [float(v == symbol) for v in range(len(mark.expected))])

    def _gap(self, where: Mapping[int, tuple[int, int]], element: int) -> str | None:
        """Return the separator after an element, if the leak has nothing else there."""
        left, right = where.get(element), where.get(element + 1)
        if left is None or right is None or left[1] != right[0]:
            return None
        return self.seen.between(left[1] - 1)

    def _compare(self, expected: str, shown: str) -> None:
        if spacing(expected) not in _PLAIN:
            self.spaces[spacing(expected) == spacing(shown)] += 1
        if punctuation(expected):
            self.points[punctuation(expected) == punctuation(shown)] += 1

    def _spacing_is_kept(self) -> bool:
        found = [mark.is_unusual(s) for mark, s in self.readings if not mark.is_punctuation]
        if any(found) and sum(found) >= _SPACED * len(found):
            return True
        whole = all(spacing(separator) in _PLAIN for _, separator in self.lattice.landmarks)
        return self._share(self.spaces) >= _KEPT if any(self.spaces) else whole

    @staticmethod
    def _share(counts: Sequence[int]) -> float:
        return counts[True] / sum(counts) if any(counts) else 1.0


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
