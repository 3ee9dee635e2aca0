"""Codewords packed a few sites a byte, column by column, so that a score is a table look-up.

A byte holds neighbouring sites of one stretch in mixed radix, at most 256 combinations; the
layout follows from the plan alone. A statistic becomes one table of 256 partial scores a byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from canary.codes.bias import Biases, Integers, Symbols
from canary.codes.observed import Observed
from canary.codes.statistic import Statistic, Term
from canary.model import Plan

_BATCH_BYTES = 2**22
BATCH_COPIES = 2**15


@dataclass(frozen=True, slots=True)
class Column:
    """One packed byte of a codeword.

    Attributes:
        sites: Indices into the plan's sites.
        steps: What a symbol of each adds to the byte, times the symbol.
        variants: Number of variants of each.
    """

    sites: tuple[int, ...]
    steps: tuple[int, ...]
    variants: tuple[int, ...]

    def digits(self) -> Symbols:
        """Return (256, sites): the symbol of each site for each byte."""
        return _digits(self.steps, self.variants)


@lru_cache(maxsize=1024)
def _digits(steps: tuple[int, ...], variants: tuple[int, ...]) -> Symbols:
    byte = np.arange(256)[:, np.newaxis]
    digits: Symbols = (byte // np.array(steps) % np.array(variants)).astype(np.uint8)
    digits.setflags(write=False)
    return digits


@dataclass(frozen=True, slots=True)
class Layout:
    """The bytes of a packed codeword and the slots that they are read from."""

    columns: tuple[Column, ...]
    slots: tuple[int, ...]

    def pack(self, symbols: Symbols) -> Symbols:
        """Pack (copies, slots) symbols into (columns, copies) bytes."""
        packed = np.zeros((len(self.columns), len(symbols)), dtype=np.uint8)
        for number, column in enumerate(self.columns):
            for site, step in zip(column.sites, column.steps, strict=True):
                packed[number] += symbols[:, self.slots[site]] * np.uint8(step)
        return packed

    def unpack(self, packed: Symbols) -> Symbols:
        """Return (copies, sites) symbols of (columns, copies) bytes, sites in plan order."""
        symbols = np.zeros((packed.shape[1], len(self.slots)), dtype=np.uint8)
        for row, column in zip(packed, self.columns, strict=True):
            symbols[:, list(column.sites)] = column.digits()[row]
        return symbols


def layout_of(plan: Plan) -> Layout:
    """Fill bytes with the plan's sites in order; a new stretch starts a new byte."""
    return _layout(tuple((site.slot, site.q, site.stretch) for site in plan.sites))


@lru_cache(maxsize=64)
def _layout(sites: tuple[tuple[int, int, int], ...]) -> Layout:
    """Lay out sites given by slot, number of variants and stretch."""
    columns: list[Column] = []
    taken: list[int] = []
    room = 256
    for i, (_, q, stretch) in enumerate(sites):
        new_stretch = bool(taken) and sites[taken[-1]][2] != stretch
        if new_stretch or room < q:
            columns.append(_column(sites, taken))
            taken, room = [], 256
        taken.append(i)
        room //= q
    if taken:
        columns.append(_column(sites, taken))
    return Layout(tuple(columns), tuple(slot for slot, _, _ in sites))


def _column(sites: tuple[tuple[int, int, int], ...], taken: list[int]) -> Column:
    variants = tuple(sites[i][1] for i in taken)
    steps = np.cumprod((1, *variants[:-1])).tolist()
    return Column(tuple(taken), tuple(steps), variants)


def packed_batches(words: Iterable[bytes], plan: Plan, biases: Biases) -> Iterator[Symbols]:
    """Pack codewords as they come, in batches of (columns, copies).

    Raises:
        ValueError: A word of another length, or a symbol that its site doesn't have.
    """
    layout = layout_of(plan)
    variants = np.ones(biases.slots, dtype=np.uint8)
    for site in plan.sites:
        variants[site.slot] = site.q
    rows = max(1, min(BATCH_COPIES, _BATCH_BYTES // max(1, biases.slots)))
    stream = iter(words)
    while batch := list(islice(stream, rows)):
        if any(len(word) != biases.slots for word in batch):
            raise ValueError(f"a codeword doesn't have one byte for each of {biases.slots} slots")
        symbols = np.frombuffer(b"".join(batch), dtype=np.uint8).reshape(len(batch), biases.slots)
        if (symbols >= variants).any():
            raise ValueError("a codeword holds a symbol that its site doesn't have")
        yield layout.pack(symbols)


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Sums of one term's per-site scores, as a table of 256 a packed byte."""

    tables: tuple[tuple[int, Integers], ...]

    def sums(self, packed: Symbols) -> Integers:
        """Return the term's sum for each copy of (columns, copies) bytes."""
        total = np.zeros(packed.shape[1], dtype=np.int64)
        for column, table in self.tables:
            total += table.take(packed[column], mode="clip")  # a byte is in range
        return total


def lookup(layout: Layout, observed: Observed, term: Term, table: Integers) -> Lookup:
    """Compile the sum over a term's sites of `table[i, x]` into look-ups.

    Args:
        layout: How codewords are packed.
        observed: Gives the observed sites' place in the plan.
        term: Which observed sites to add up.
        table: (n, 6) score of each observed site under each symbol.
    """
    place = {int(observed.columns[i]): int(i) for i in term.sites}
    compiled: list[tuple[int, Integers]] = []
    for number, column in enumerate(layout.columns):
        rows = [(d, place[site]) for d, site in enumerate(column.sites) if site in place]
        if rows:
            digits = column.digits()
            parts = [table[i].take(digits[:, d], mode="clip") for d, i in rows]
            compiled.append((number, np.sum(parts, axis=0)))
    return Lookup(tuple(compiled))


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """Several look-ups made in one pass over the packed bytes, which is what takes the time."""

    size: int
    tables: tuple[tuple[int, Integers], ...]

    def sums(self, packed: Symbols) -> list[Integers]:
        """Return the sums of each look-up for each copy of (columns, copies) bytes."""
        total = np.zeros((packed.shape[1], self.size), dtype=np.int64)
        for column, table in self.tables:
            total += table.take(packed[column], axis=0, mode="clip")
        return [np.ascontiguousarray(total[:, k]) for k in range(self.size)]


def bundle(lookups: Sequence[Lookup]) -> Bundle:
    """Put the tables of several look-ups side by side, (256, look-ups) a column."""
    by_column: dict[int, Integers] = {}
    for k, look in enumerate(lookups):
        for column, table in look.tables:
            rows = by_column.setdefault(column, np.zeros((256, len(lookups)), dtype=np.int64))
            rows[:, k] = table
    return Bundle(len(lookups), tuple(by_column.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """A statistic compiled for packed codewords.

    Attributes:
        plain: The sites that are scored singly; None if there are none.
        mixed: A look-up, the image of its sums, and the lowest sum, a mixed term.
    """

    plain: Lookup | None
    mixed: tuple[tuple[Lookup, Integers, int], ...]

    def scores(self, packed: Symbols, plain: Integers | None = None) -> Integers:
        """Return the integer statistic of each copy.

        Args:
            packed: (columns, copies) bytes.
            plain: The sums of `plain`, where a `Bundle` made them; owned by the caller no more.
        """
        if plain is None:
            empty = np.zeros(packed.shape[1], dtype=np.int64)
            plain = self.plain.sums(packed) if self.plain else empty
        for look, image, low in self.mixed:
            plain += image.take(look.sums(packed) - low)
        return plain


def scorer(layout: Layout, observed: Observed, statistic: Statistic) -> Scorer:
    """Compile a statistic."""
    plain, mixed = None, []
    for term in statistic.terms:
        look = lookup(layout, observed, term, statistic.table)
        if term.mixed:
            mixed.append((look, *statistic.image(term)))
        else:
            plain = look
    return Scorer(plain, tuple(mixed))
