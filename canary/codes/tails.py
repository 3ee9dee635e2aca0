"""Exact upper tails of sums of independent integers, never understated.

The distribution is convolved directly: every operation adds or multiplies non-negative numbers,
so the relative rounding error is at most (2n + size)·2^-53, which the factor `GUARD` dominates.
(An FFT is garbage below 1e-14, the normal approximation 12 times too small at 1e-9.)
Whatever is cut off for speed moves upward or is added to every tail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from canary.codes.bias import Floats, Integers

GUARD = 1 + 1e-9
FLOOR = 1e-300  # no p-value below; underflow in the convolution stays far under it
_NEGLIGIBLE = 1e-305  # cells at the ends that are cut off; their mass is accounted for
_SPARSE = 48  # up to so many atoms, shifted additions beat `numpy.convolve`


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """A distribution on `low`, `low` + 1, …, bounded from above.

    Attributes:
        low: The value of the first cell.
        mass: Probability a cell.
        lost: Probability cut off at the top; part of every tail.
    """

    low: int
    mass: Floats
    lost: float = 0.0

    def plus(self, other: Distribution) -> Distribution:
        """Return the distribution of the sum of two independent variables."""
        long, short = (self, other) if len(self.mass) >= len(other.mass) else (other, self)
        mass = _convolve(long.mass, short.mass)
        return _trim(self.low + other.low, mass, self.lost + other.lost)

    def mapped(self, image: Integers, start: int) -> Distribution:
        """Return the distribution of a non-decreasing image, `image[value - start]`."""
        offset = self.low - start
        values = image[offset : offset + len(self.mass)]
        low = int(values[0])
        return Distribution(low, _histogram(values - low, self.mass), self.lost)


CERTAIN_ZERO = Distribution(0, np.ones(1))


def of_site(atoms: Mapping[int, float]) -> Distribution:
    """Return the distribution of one site's score.

    Args:
        atoms: Probability of each value; they sum to 1.
    """
    low = min(atoms)
    mass = np.zeros(max(atoms) - low + 1)
    for value, probability in atoms.items():
        mass[value - low] = probability
    return Distribution(low, mass)


def of_equal_sites(atoms: Mapping[int, float], sites: int) -> Distribution:
    """Return the distribution of the sum over sites that all have the same atoms."""
    one = of_site(atoms)
    if len(atoms) == 2:
        mass = np.zeros(sites * (len(one.mass) - 1) + 1)
        mass[:: len(one.mass) - 1] = _binomial(sites, one.mass[[0, -1]])
        return _trim(sites * one.low, mass, 0.0)
    total = one
    for _ in range(sites - 1):
        total = total.plus(one)
    return total


def _binomial(tosses: int, coin: Floats) -> Floats:
    """Return the law of the number of heads, by repeated squaring of (tails, heads)."""
    heads = np.ones(1)
    while tosses:
        if tosses & 1:
            heads = np.convolve(heads, coin)
        coin, tosses = np.convolve(coin, coin), tosses >> 1
    return heads


@dataclass(frozen=True, slots=True, eq=False)
class Tail:
    """P(S ≥ s) for every integer s, an upper bound within a factor 1 + 2e-9.

    Attributes:
        low: Smallest possible score.
        values: `values[k]` bounds P(S ≥ low + k); the last entry stands for all beyond.
    """

    low: int
    values: Floats

    def at(self, scores: Integers) -> Floats:
        """Return the tail at each score, in [1e-300, 1]."""
        steps = np.clip(scores - self.low, 0, len(self.values) - 1)
        found: Floats = self.values[steps]
        return found


def tail_of(distribution: Distribution) -> Tail:
    """Return the tail of a distribution.

    Example:
        >>> tail = tail_of(of_equal_sites({3: 0.5, -2: 0.5}, 2))
        >>> [round(float(p), 6) for p in tail.at(np.array([-9, -4, -3, 1, 2, 6]))]
        [1.0, 1.0, 0.75, 0.75, 0.25, 0.25]
    """
    summed = np.append(np.cumsum(distribution.mass[::-1])[::-1], 0.0)
    values = np.clip(GUARD * (summed + distribution.lost), FLOOR, 1.0)
    values[0] = 1.0
    return Tail(distribution.low, values)


def _histogram(cells: Integers, weights: Floats) -> Floats:
    return np.bincount(cells, weights=weights).astype(np.float64, copy=False)


def _convolve(long: Floats, short: Floats) -> Floats:
    """Convolve two non-negative arrays without a Fourier transform."""
    atoms = np.flatnonzero(short)
    if len(atoms) > _SPARSE:
        return np.convolve(long, short)
    mass = np.zeros(len(long) + len(short) - 1)
    for step in atoms:
        mass[step : step + len(long)] += short[step] * long
    return mass


def _trim(low: int, mass: Floats, lost: float) -> Distribution:
    """Cut negligible ends: the lower one moves up to the first cell kept, the upper is `lost`."""
    if mass[0] > _NEGLIGIBLE < mass[-1]:
        return Distribution(low, mass, lost)
    kept = np.flatnonzero(mass > _NEGLIGIBLE)
    first, last = int(kept[0]), int(kept[-1])
    lost += float(mass[last + 1 :].sum())
    trimmed = mass[first : last + 1].copy()
    trimmed[0] += mass[:first].sum()
    return Distribution(low + first, trimmed, lost)
