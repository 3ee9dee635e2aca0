"""Every copy's standing against a leak, computed a batch of copies at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from canary.codes.bias import MOST_VARIANTS, Floats, Integers, Symbols
from canary.codes.hypotheses import Examination
from canary.codes.likelihood import as_a_source, log_ratio, single_copy
from canary.codes.packing import bundle, layout_of, lookup, scorer
from canary.codes.statistic import Term
from canary.crypto import shake256

PROMISING = 0.01  # p from which on a copy may be looked at again, given others


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """All copies' standing, one row a copy in the order of the words.

    Attributes:
        score: Statistic G, in score units.
        p_value: Not yet multiplied by N.
        alone: Log likelihood ratio of the copy alone, nats.
        source: Log likelihood ratio of the copy as a source, nats.
        agree: Observed sites where the copy shows the likeliest reading.
        mark: Equal where copies show the same symbols at all observed sites, and else different
            but for a chance of 2^-64.
        promising: The copies, ascending, with a p of at most `PROMISING`.
        words: (columns, promising) their packed codewords.
    """

    score: Integers
    p_value: Floats
    alone: Floats
    source: Floats
    agree: Integers
    mark: Integers
    promising: Integers
    words: Symbols

    def __len__(self) -> int:
        return len(self.score)


def score_all(examination: Examination, batches: Iterable[Symbols]) -> Scores:
    """Score copies given in packed batches of (columns, copies): steps 4, 5 and 7."""
    layout, observed = layout_of(examination.plan), examination.observed
    one = single_copy(examination)
    tests = [scorer(layout, observed, each) for each in (*examination.statistics, one)]
    everything = Term(np.arange(len(observed)))
    shown = (np.arange(MOST_VARIANTS) == observed.symbols[:, np.newaxis]).astype(np.int64)
    agreement = lookup(layout, observed, everything, shown)
    marks = lookup(layout, observed, everything, _mark_table(len(observed)))
    looks = bundle([agreement, marks, *(test.plain for test in tests if test.plain)])
    parts, scored = [], 0
    for packed in batches:
        agree, mark, *plain = looks.sums(packed)
        sums = iter(plain)
        *found, single = (  # 4
            test.scores(packed, next(sums) if test.plain else None) for test in tests
        )
        alone = log_ratio(one, single)  # 7
        source = as_a_source(examination, alone, found)
        p_value = examination.p_values(found)  # 5
        promising = np.flatnonzero(p_value <= PROMISING)
        words = packed[:, promising]
        parts.append(
            Scores(found[0], p_value, alone, source, agree, mark, scored + promising, words)
        )
        scored += len(p_value)
    return _joined(parts, len(layout.columns))


def _mark_table(observed: int) -> Integers:
    """Return (n, 6) fixed 64-bit numbers, whose sum marks a combination of symbols."""
    stream = shake256(b"canary/v1/mark\0", 8 * MOST_VARIANTS * observed)
    return np.frombuffer(stream, dtype="<i8").reshape(observed, MOST_VARIANTS).astype(np.int64)


def _joined(parts: list[Scores], columns: int) -> Scores:
    if not parts:
        none, counts = np.zeros(0), np.zeros(0, dtype=np.int64)
        words = np.zeros((columns, 0), dtype=np.uint8)
        return Scores(counts, none, none, none, counts, counts, counts, words)
    return Scores(
        *(
            np.concatenate([getattr(part, each.name) for part in parts], -1)
            for each in fields(Scores)
        )
    )
