"""Further copies, given those already named: the second of two stands out once the first is known.

A copy's score given others is its log-likelihood ratio under interleaving with them. If the copy is
innocent its codeword is independent of leak and others together, so the tail given their symbols is
exact, whoever they are. Grouped channels take no part: their rules are normalised as a whole too
often.

The plain search takes such steps at no cost. Of N copies with s sources N - s are innocent;
testing each at alpha / N, they spend (N - s)/N of alpha. The s/N that is left pays for s steps,
each of at most N - 1 tests at alpha / (N(N - 1)). Until the first false naming only sources are
named, so there are at most s steps, and which copies they are given depends on the sources alone.
Hence p_adjusted = max(those of the copies given, N(N - 1)·p), and no alpha enters it.

Sources: P. Meerwald and T. Furon, "Toward practical joint decoding of binary Tardos fingerprinting
codes", IEEE Trans. Inf. Forensics Secur. 7(4), 2012; S. Holm, "A simple sequentially rejective
multiple test procedure", Scand. J. Stat. 6(2), 1979, for what is left of alpha.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from canary.codes.bias import Floats, Integers, Symbols
from canary.codes.hypotheses import FLIP, GROUPED, Examination
from canary.codes.packing import layout_of
from canary.codes.scores import Scores
from canary.codes.statistic import Statistic, Term, rounded, unit_for
from canary.model import Coalition


def single_sites(examination: Examination) -> Integers:
    """Return the observed sites outside grouped channels."""
    sites = enumerate(examination.observed.sites)
    return np.array([i for i, site in sites if site.channel not in GROUPED], np.int64)


def shown_symbols(examination: Examination, packed: Symbols) -> Symbols:
    """Return (copies, n) symbols at the observed sites, of (columns, copies) packed codewords."""
    rows = layout_of(examination.plan).unpack(packed)
    return rows[:, examination.observed.columns]


def statistic_given(examination: Examination, named: Symbols) -> Statistic:
    """Return the statistic of one more copy, given the symbols of `named` (copies, n)."""
    observed = examination.observed
    unit = unit_for(len(observed))
    table = rounded(_nats_given(examination, named), unit)
    return Statistic("GIVEN", unit, table, observed.law, (Term(single_sites(examination)),))


def p_given(examination: Examination, named: Symbols, copies: Symbols) -> Floats:
    """Return the exact p of each of `copies` (copies, n) given those named."""
    statistic = statistic_given(examination, named)
    scores = np.take_along_axis(statistic.table, copies.T.astype(np.int64), axis=1)
    return statistic.tail().at(scores[single_sites(examination)].sum(axis=0))


def name_further(
    examination: Examination,
    scores: Scores,
    p_adjusted: Floats,
    *,
    alpha: float,
    barred: Container[int] = (),
) -> list[Coalition]:
    """Lower the adjusted p-values of copies that fit given those named, in place.

    Only copies that stand out a little by themselves are looked at (`Scores.promising`), whatever
    the others do.

    Args:
        examination: The tests.
        scores: All copies' standing.
        p_adjusted: (copies,) of the single copies.
        alpha: Bound on the chance of naming an innocent copy; steps end where it is exceeded.
        barred: Copies that not all readings count for.

    Returns:
        A coalition for each copy that is attributed only given others.
    """
    found: list[Coalition] = []
    if not (p_adjusted <= alpha).any():
        return found
    chosen = [i for i, j in enumerate(scores.promising.tolist()) if j not in barred]
    copies = scores.promising[chosen]
    shown = shown_symbols(examination, scores.words[:, chosen])
    adjusted, times = p_adjusted[copies], examination.family * (examination.family - 1)
    left = np.ones(len(copies), dtype=bool)
    level = 0.0
    while left.any():
        best = int(np.where(left, adjusted, np.inf).argmin())
        if adjusted[best] > alpha:
            break
        level, left[best] = max(level, float(adjusted[best])), False
        if p_adjusted[copies[best]] > alpha:
            found.append(Coalition("conditional", tuple(copies[~left].tolist()), level))
        p = times * p_given(examination, shown[~left], shown[left])
        adjusted[left] = np.minimum(adjusted[left], np.maximum(level, p))
    p_adjusted[copies] = adjusted
    return found


def _nats_given(examination: Examination, named: Symbols) -> Floats:
    """Return log(P(reading | x, named) / P(reading | named)), (n, 6), under interleaving."""
    observed = examination.observed
    seen, size = observed.likelihood, len(named) + 1
    f = (FLIP / np.maximum(observed.variants - 1, 1))[:, np.newaxis]
    k = 1 - FLIP - f
    known = np.take_along_axis(seen, named.T.astype(np.int64), axis=1).sum(axis=1, keepdims=True)
    with_x = k * (seen + known) / size + f * seen.sum(axis=1, keepdims=True)
    ratio: Floats = np.log(with_x / (observed.law * with_x).sum(axis=1, keepdims=True))
    return ratio
