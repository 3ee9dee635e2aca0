"""From places to likelihoods: what each sighting of a site says, and all of them together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from canary.model import Outcome, Reading, Site
from canary.reading.alignment import Placed
from canary.reading.lattice import Choice, Lattice
from canary.reading.similarity import MISMATCH, agreement

FLOOR = 0.02  # least likelihood that one sighting leaves to a variant: it may be mistaken
_FLAT = 2  # half nats; a smaller difference between the variants tells nothing


def weigh(lattice: Lattice, words: Sequence[str], place: Placed) -> tuple[float, ...] | Outcome:
    """Return the likelihood a variant of a choice, the greatest 1.

    A variant is read only if more than half of its words are there and its context is: the
    words on one side, or on both sides where nothing but their closeness tells the variant from
    a longer one.

    Args:
        lattice: The source.
        words: Words of the leak.
        place: A choice that stands on a best way.

    Returns:
        The likelihoods; SUBSTITUTED where the place says something else, ERASED where it, or
        the context that would tell, is missing.
    """
    choice = lattice.elements[place.element]
    if not isinstance(choice, Choice):
        raise TypeError(f"element {place.element} is not a choice")
    best = max(place.scores)
    symbol = place.scores.index(best)
    seen = words[place.start : place.end]
    if best - min(place.scores) <= _FLAT or not _there(choice.variants[symbol], seen):
        return Outcome.SUBSTITUTED if seen else Outcome.ERASED
    sides = _left(lattice, words, place) + _right(lattice, words, place)
    if sides < (2 if choice.contained[symbol] else 1):
        return Outcome.ERASED
    return tuple(math.exp((score - best) / 2) for score in place.scores)


def _there(variant: Sequence[str], seen: Sequence[str]) -> bool:
    found = sum(any(agreement(word, other) > MISMATCH for other in seen) for word in variant)
    return 2 * found > max(len(variant), len(seen)) or not (variant or seen)


def _left(lattice: Lattice, words: Sequence[str], place: Placed) -> bool:
    before = words[place.start - 1] if place.start else None
    return before is not None and _agrees(lattice.before(place.element), before)


def _right(lattice: Lattice, words: Sequence[str], place: Placed) -> bool:
    after = words[place.end] if place.end < len(words) else None
    return after is not None and _agrees(lattice.after(place.element), after)


def _agrees(expected: frozenset[str], seen: str) -> bool:
    return seen in expected or any(agreement(word, seen) > 0 for word in expected)


class Ledger:
    """What all sightings of all sites say together; a slot is read once, however often seen."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self.sites = sites
        self.likelihoods: dict[int, list[float]] = {}
        self.other: set[int] = set()

    def add(self, site: int, likelihood: Sequence[float]) -> None:
        """Multiply in one sighting of a site; a contradiction ends in a flat reading."""
        held = self.likelihoods.setdefault(site, [1.0] * len(likelihood))
        peak = max(likelihood)
        for symbol, value in enumerate(likelihood):
            held[symbol] *= max(value / peak, FLOOR)
        peak = max(held)
        held[:] = [value / peak for value in held]

    def miss(self, site: int) -> None:
        """Note that the place is there and says something else."""
        self.other.add(site)

    def readings(self) -> tuple[Reading, ...]:
        """Return one reading a site, in plan order."""
        return tuple(self._reading(index, site.slot) for index, site in enumerate(self.sites))

    def _reading(self, index: int, slot: int) -> Reading:
        held = self.likelihoods.get(index)
        if held is None:
            outcome = Outcome.SUBSTITUTED if index in self.other else Outcome.ERASED
            return Reading(slot, outcome)
        sharp = tuple(value if value > FLOOR else 0.0 for value in held)
        return Reading(slot, Outcome.OBSERVED, sharp)
