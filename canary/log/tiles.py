"""Trees stored as tiles of height 8, so that appending and proving touch a few rows only.

Source: C2SP tlog-tiles. Tile (level, number) holds the hashes 256·number … of tree level
8·level, 32 bytes each; the last tile of a level may be partial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from canary.errors import VerificationError
from canary.log.merkle import HASH_BYTES, bag, fold

WIDTH: Final = 256
_HEIGHT: Final = 8
_FULL: Final = WIDTH * HASH_BYTES

Load: TypeAlias = Callable[[int, int], bytes | None]
"""`load(level, number)`: the stored tile, None where there is none."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile to store: up to 256 hashes, concatenated."""

    level: int
    number: int
    hashes: bytes


class TileTree:
    """A stored tree as `canary.log.merkle.Subtree`: call it with (level, index)."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._cache: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash over leaves index·2^level … (index+1)·2^level − 1.

        Raises:
            VerificationError: The tiles do not hold that subtree.
        """
        tile_level, within = divmod(level, _HEIGHT)
        number, offset = divmod(index << within, WIDTH)
        row = self._tile(tile_level, number)
        part = row[offset * HASH_BYTES : (offset + (1 << within)) * HASH_BYTES]
        if len(part) != HASH_BYTES << within:
            raise VerificationError(f"tile {tile_level}/{number} is too short: {len(row)} bytes")
        return fold(_hashes(part))

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._cache:
            row = self._load(level, number)
            if row is None:
                raise VerificationError(f"tile {level}/{number} is missing")
            if len(self._cache) >= WIDTH:
                self._cache.clear()
            self._cache[level, number] = row
        return self._cache[level, number]


class TileBuilder:
    """Appends leaves to a tree and hands out the tiles that became full.

    Args:
        load: Stored tiles of the tree that is continued.
        size: Its number of leaves; 0 begins a new tree.

    Raises:
        VerificationError: The last tiles are not as long as `size` says.
    """

    def __init__(self, load: Load | None = None, size: int = 0) -> None:
        self.size = size
        self._rows: list[bytearray] = []
        for level in range((size.bit_length() + _HEIGHT - 1) // _HEIGHT):
            number, count = divmod(size >> (_HEIGHT * level), WIDTH)
            row = (load(level, number) if load and count else None) or b""
            if len(row) != count * HASH_BYTES:
                raise VerificationError(
                    f"tile {level}/{number} holds {len(row)} bytes, expected {count * HASH_BYTES}"
                )
            self._rows.append(bytearray(row))

    def append(self, leaf: bytes) -> list[Tile]:
        """Add one leaf hash; returns the tiles that it fills, the lowest level first."""
        full = []
        count, level = self.size, 0
        while True:
            if level == len(self._rows):
                self._rows.append(bytearray())
            row = self._rows[level]
            row += leaf
            if len(row) < _FULL:
                break
            full.append(Tile(level, count // WIDTH, bytes(row)))
            leaf = fold(_hashes(row))
            row.clear()
            level, count = level + 1, count // WIDTH
        self.size += 1
        return full

    def partial_tiles(self) -> Iterator[Tile]:
        """Yield the last, partial tile of every level that has one."""
        for level, row in enumerate(self._rows):
            if row:
                yield Tile(level, (self.size >> (_HEIGHT * level)) // WIDTH, bytes(row))

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        peaks = []
        for row in reversed(self._rows):
            start, end = 0, len(row) // HASH_BYTES
            while start < end:
                width = 1 << ((end - start).bit_length() - 1)
                peaks.append(fold(_hashes(row[start * HASH_BYTES :][: width * HASH_BYTES])))
                start += width
        return bag(peaks)


def _hashes(row: bytes | bytearray) -> list[bytes]:
    return [bytes(row[i : i + HASH_BYTES]) for i in range(0, len(row), HASH_BYTES)]
