"""Choices that look random and follow from a seed, so that every leak can be played again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from canary.crypto import shake256

T = TypeVar("T")

_BLOCK = 4096  # bytes drawn at once


class Chance:
    """A stream of choices.

    Args:
        seed: Any bytes; the same seed gives the same choices.

    Example:
        >>> Chance(b"seed").below(1000) == Chance(b"seed").below(1000)
        True
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._block = b""
        self._count = 0
        self._used = 0

    def below(self, limit: int) -> int:
        """Return an integer in 0…limit-1, limit at most 2**24 (bias below 2**-24)."""
        if self._used + 6 > len(self._block):
            label = b"canary/v1/leak\0" + self._count.to_bytes(8, "big")
            self._block = shake256(label + self._seed, _BLOCK)
            self._count += 1
            self._used = 0
        word = self._block[self._used : self._used + 6]
        self._used += 6
        return int.from_bytes(word, "big") * limit >> 48

    def hits(self, probability: float) -> bool:
        """Return True with this probability (resolution 2**-24)."""
        return self.below(1 << 24) < probability * (1 << 24)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, each equally likely."""
        return options[self.below(len(options))]

    def between(self, low: int, high: int) -> int:
        """Return an integer in low…high, both included."""
        return low + self.below(high - low + 1)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in another order (Fisher–Yates)."""
        out = list(items)
        for last in range(len(out) - 1, 0, -1):
            other = self.below(last + 1)
            out[last], out[other] = out[other], out[last]
        return out
