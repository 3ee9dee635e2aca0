"""Deep search: copies that explain a leak only together.

Stages share alpha: the single copies of the plain search 0.8, sets found jointly 0.1, the steps
given those already named 0.1. A copy's adjusted p-value is the smallest over the stages of
N_stage · p / share, N_stage being all that the stage could have named.

- pair (j | k): the score of j given the symbols of k, under interleaving of both. If j is
  innocent its codeword is independent of leak and k together, a source or not, so the tail given
  k's symbols is exact. Names j only; N(N-1) ordered pairs.
- triple: agreement of the leak with the exclusive or of three copies at sites of probability ½
  (a minority vote). With one of the three innocent the agreement is a fair coin a site, so all
  three are named; C(N, 3) triples.
- conditional: the score of j given all copies named so far. Until the first false naming the
  path depends on the sources only, so the steps keep the bound; N copies a step.

Grouped channels take no part: their rules are normalised as a whole too often.
Source: P. Meerwald and T. Furon, "Toward practical joint decoding of binary Tardos fingerprinting
codes", IEEE Trans. Inf. Forensics Secur. 7(4), 2012.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canary.codes.bias import MOST_VARIANTS, Floats, Integers, Symbols
from canary.codes.given import p_given, shown_symbols, single_sites, statistic_given
from canary.codes.hypotheses import Examination
from canary.codes.packing import layout_of, scorer
from canary.codes.statistic import unit_for
from canary.codes.tails import GUARD
from canary.model import Coalition

SINGLE_SHARE, JOINT_SHARE, CONDITIONAL_SHARE = 0.8, 0.1, 0.1
PAIRS_OF_ALL = 5000  # up to so many copies all pairs are scored, above those among the best
PAIRS_OF_BEST = 2000
TRIPLES_OF_ALL = 1000
_TAILS = 40  # exact tails computed in the pair stage, for the best-scoring j
_SLACK = 4.0  # nats by which p may be below e^-S; a pair scoring less is left as it is
_TRIPLES = 10
_BLOCK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """What the deep search adds.

    Attributes:
        p_adjusted: (N,) smallest over the stages, at most 1.
        found: Coalitions at or below alpha, best first within a stage.
    """

    p_adjusted: Floats
    found: tuple[Coalition, ...]


def coalitions(
    examination: Examination, p_value: Floats, packed: Symbols, *, alpha: float, size: int
) -> Joint:
    """Search for coalitions of up to `size` copies.

    Args:
        examination: The tests of the leak.
        p_value: (copies,) p of the plain search.
        packed: (columns, copies) packed codewords.
        alpha: Bound on the chance of naming an innocent copy, over all stages.
        size: 2 or more; triples are searched from 3 on, among at most 1,000 copies.
    """
    family = examination.family
    adjusted = np.minimum(family * p_value / SINGLE_SHARE, 1.0)
    search = _Search.of(examination, packed)
    triples_too = size >= 3 and len(p_value) <= TRIPLES_OF_ALL and len(search.fair) > 0
    share = JOINT_SHARE / 2 if triples_too else JOINT_SHARE
    found = _pairs(search, p_value, adjusted, alpha, share)
    if triples_too:
        found += _triples(search, adjusted, alpha, share)
    found += _conditional(search, adjusted, alpha, size)
    return Joint(adjusted, tuple(found))


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """The leak and the copies as the joint stages see them."""

    examination: Examination
    packed: Symbols
    sites: Integers  # observed sites that take part
    fair: Integers  # those of them with two variants of probability ½, certainly read

    @classmethod
    def of(cls, examination: Examination, packed: Symbols) -> _Search:
        observed = examination.observed
        sites = single_sites(examination)
        certain = (observed.likelihood > 0).sum(axis=1) == 1
        fair = [i for i in sites if observed.law[i, 0] == observed.law[i, 1] == 0.5 and certain[i]]
        return cls(examination, packed, sites, np.array(fair, np.int64))

    def symbols(self, copies: Sequence[int] | Integers) -> Symbols:
        """Return (copies, n) symbols at the observed sites."""
        return shown_symbols(self.examination, self.packed[:, copies])

    def p_given(self, named: Symbols, copies: Symbols) -> Floats:
        """Return the exact p of each of `copies` (copies, n) given those named."""
        return p_given(self.examination, named, copies)


def _pairs(
    search: _Search, p_value: Floats, adjusted: Floats, alpha: float, share: float
) -> list[Coalition]:
    """Lower `adjusted` by the pair stage, and return the pairs both of whose tests pass."""
    everybody = len(p_value)
    chosen = np.argsort(p_value, kind="stable")
    chosen = np.sort(chosen[: PAIRS_OF_BEST if everybody > PAIRS_OF_ALL else everybody])
    if len(chosen) < 2 or not len(search.sites):
        return []
    symbols = search.symbols(chosen)
    partner, score = _best_partners(search, symbols)
    family = search.examination.family
    times = family * (family - 1) / share
    unit = unit_for(len(search.examination.observed))
    hopeful = score >= unit * (math.log(times) - _SLACK)
    found: dict[tuple[int, ...], float] = {}
    for j in np.argsort(-score, kind="stable")[: min(_TAILS, int(hopeful.sum()))]:
        k = partner[j]
        one = min(1.0, times * float(search.p_given(symbols[[k]], symbols[[j]])[0]))
        adjusted[chosen[j]] = min(adjusted[chosen[j]], one)
        if one > alpha:
            continue
        other = min(1.0, times * float(search.p_given(symbols[[j]], symbols[[k]])[0]))
        if other <= alpha:
            pair = tuple(sorted((int(chosen[j]), int(chosen[k]))))
            found[pair] = max(one, other)
    ordered = sorted(found.items(), key=lambda item: (item[1], item[0]))
    return [Coalition("pair", pair, p) for pair, p in ordered]


def _best_partners(search: _Search, symbols: Symbols) -> tuple[Integers, Integers]:
    """Return for each copy j the k that makes (j | k) score highest, and that score."""
    copies, n = symbols.shape
    tables = np.stack(
        [
            statistic_given(search.examination, np.full((1, n), z, np.uint8)).table
            for z in range(MOST_VARIANTS)
        ],
        axis=2,
    )
    tables = tables[search.sites].astype(np.float32)  # (sites, x of j, z of k)
    shown = symbols[:, search.sites].astype(np.int64)
    flat = (shown[:, :, np.newaxis] == np.arange(MOST_VARIANTS)).reshape(copies, -1)
    ones = flat.astype(np.float32)
    rows = np.arange(len(search.sites))
    partner, best = np.zeros(copies, np.int64), np.full(copies, -np.inf)
    for start in range(0, copies, _BLOCK):
        given = tables[rows, :, shown[start : start + _BLOCK]].reshape(-1, ones.shape[1])
        scores = ones @ given.T  # sums of integers below 2^24: exact in any order
        block = np.arange(start, start + len(given))
        scores[block, block - start] = -np.inf
        top = scores.argmax(axis=1)
        value = scores[np.arange(copies), top]
        better = value > best
        partner[better], best[better] = block[top[better]], value[better]
    return partner, best.astype(np.int64)


def _triples(search: _Search, adjusted: Floats, alpha: float, share: float) -> list[Coalition]:
    """Lower `adjusted` by the triple stage, and return the triples that pass."""
    n, copies = len(search.fair), len(adjusted)
    symbols = search.symbols(np.arange(copies))[:, search.fair]
    signs = np.where(symbols == search.examination.observed.symbols[search.fair], 1, -1)
    times = math.comb(max(search.examination.family, 3), 3) / share
    found = []
    for value, triple in _best_triples(signs.astype(np.float32)):
        p = GUARD * fair_tail(n, (n + value) // 2)
        p_adjusted = min(1.0, times * p)
        members = list(triple)
        adjusted[members] = np.minimum(adjusted[members], p_adjusted)
        if p_adjusted <= alpha:
            found.append(Coalition("triple", triple, p_adjusted))
    return found


def _best_triples(signs: Floats) -> list[tuple[int, tuple[int, int, int]]]:
    """Return the triples with the largest Σ product of their signs, one for each first copy."""
    best: list[tuple[int, tuple[int, int, int]]] = []
    for i in range(len(signs) - 2):
        rest = signs[i + 1 :]
        sums = np.triu((signs[i] * rest) @ rest.T + len(signs[0]), 1)  # ≥ 0; 0 outside the triangle
        j, k = np.unravel_index(int(sums.argmax()), sums.shape)
        value = int(sums[j, k]) - len(signs[0])
        if j < k:
            best.append((value, (i, i + 1 + int(j), i + 1 + int(k))))
    return sorted(best, key=lambda item: (-item[0], item[1]))[:_TRIPLES]


def fair_tail(n: int, agreements: int) -> float:
    """Return the chance of at least so many heads in n fair tosses.

    Example:
        >>> fair_tail(3, 2)
        0.5
    """
    return float(sum(math.comb(n, i) for i in range(agreements, n + 1)) / 2**n)


def _conditional(search: _Search, adjusted: Floats, alpha: float, size: int) -> list[Coalition]:
    """Name further copies one at a time, given those named; lower `adjusted` accordingly."""
    named = [int(j) for j in np.flatnonzero(adjusted <= alpha)]
    layout = layout_of(search.examination.plan)
    times = search.examination.family * (size - 1) / CONDITIONAL_SHARE
    found: list[Coalition] = []
    while named and len(named) < size and len(named) < len(adjusted):
        statistic = statistic_given(search.examination, search.symbols(named))
        scores = scorer(layout, search.examination.observed, statistic).scores(search.packed)
        p = np.minimum(times * statistic.tail().at(scores), 1.0)
        p[named] = 1.0
        j = int(p.argmin())
        if p[j] > alpha:
            break
        named.append(j)
        adjusted[j] = min(adjusted[j], p[j])
        found.append(Coalition("conditional", tuple(sorted(named)), float(p[j])))
    return found
