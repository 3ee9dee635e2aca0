"""Merkle trees: hashes, roots, inclusion and consistency proofs.

Source: RFC 9162 (and RFC 6962) section 2.1; names as there (MTH, PATH, PROOF, fn, sn, fr, sr).
A tree is anything that gives the hash of its complete subtrees; see `Subtree`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from canary.crypto import sha256

EMPTY_ROOT: Final = sha256(b"")
HASH_BYTES: Final = 32

Subtree: TypeAlias = Callable[[int, int], bytes]
"""`subtree(level, index)`: hash over the leaves index·2^level … (index+1)·2^level − 1."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf, RFC 9162 section 2.1.1."""
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node, RFC 9162 section 2.1.1."""
    return sha256(b"\x01" + left + right)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over 2^k hashes of equal height."""
    row = hashes
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def subtrees_of(leaves: Sequence[bytes]) -> Subtree:
    """Return the tree over leaf hashes that are all in memory."""

    def subtree(level: int, index: int) -> bytes:
        return fold(leaves[index << level : (index + 1) << level])

    return subtree


def root(tree: Subtree, size: int) -> bytes:
    """Return MTH over the first `size` leaves."""
    return _range(tree, 0, size) if size else EMPTY_ROOT


def inclusion_proof(tree: Subtree, index: int, size: int) -> list[bytes]:
    """Return PATH(index, D_size), the nearest sibling first; RFC 9162 section 2.1.3.1.

    Raises:
        ValueError: `index` is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range(tree, middle, end))
            end = middle
        else:
            path.append(_range(tree, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(tree: Subtree, old: int, size: int) -> list[bytes]:
    """Return PROOF(old, D_size) for 0 < old <= size; RFC 9162 section 2.1.4.1.

    Raises:
        ValueError: `old` is out of range.
    """
    if not 0 < old <= size:
        raise ValueError(f"no proof from size {old} to {size}")
    start, end, path = 0, size, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range(tree, middle, end))
            end = middle
        else:
            path.append(_range(tree, start, middle))
            start = middle
    if start:
        path.append(_range(tree, start, end))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether `proof` shows that `leaf` is number `index` under `expected`.

    RFC 9162 section 2.1.3.2, steps numbered as there.
    """
    if not 0 <= index < size or not _are_hashes(leaf, *proof):  # 1
        return False
    fn, sn, r = index, size - 1, leaf  # 2, 3
    for p in proof:  # 4
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            fn, sn = _skip_zeros(fn, sn)
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == expected  # 5


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether `proof` shows that the tree of `size` leaves extends the one of `old`, old > 0.

    RFC 9162 section 2.1.4.2, steps numbered as there.
    """
    if not 0 < old <= size or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == size:
        return not proof and old_root == new_root
    if not proof:  # 1
        return False
    nodes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)  # 2
    fn, sn = old - 1, size - 1  # 3
    while fn & 1:  # 4
        fn, sn = fn >> 1, sn >> 1
    fr = sr = nodes[0]  # 5
    for c in nodes[1:]:  # 6
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            fn, sn = _skip_zeros(fn, sn)
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root  # 7


@dataclass(slots=True)
class Frontier:
    """A growing tree that remembers only its complete subtrees, at most log2 n of them.

    Example:
        >>> frontier = Frontier()
        >>> frontier.append(leaf_hash(b"entry"))
        >>> frontier.root() == leaf_hash(b"entry")
        True
    """

    size: int = 0
    _peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        complete = self.size
        while complete & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            complete >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return bag(self._peaks)


def bag(peaks: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees of falling height, left to right."""
    if not peaks:
        return EMPTY_ROOT
    right = peaks[-1]
    for left in reversed(peaks[:-1]):
        right = node_hash(left, right)
    return right


def _range(tree: Subtree, start: int, end: int) -> bytes:
    """Hash the leaves [start, end), where start is a multiple of the next power of two."""
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(tree(level, start >> level))
        start += 1 << level
    return bag(peaks)


def _split(size: int) -> int:
    """Return the largest power of two below `size` (k of the RFC), size > 1."""
    return 1 << ((size - 1).bit_length() - 1)


def _skip_zeros(fn: int, sn: int) -> tuple[int, int]:
    """Shift both until fn's lowest bit is set or fn is 0: the inner loop of steps 4.2 and 6.2."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
