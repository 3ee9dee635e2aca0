"""Statistics of a copy against a leak: sums of terms, a term being a sum over sites.

The score of a site is the log-likelihood ratio of what was read, for a copy pooled with c - 1
others site by site (the interleaving attack), against no connection at all. Rounding it to an
integer first makes the rounded sum the statistic, so that its tail has no rounding error.

A *mixed* term is log(½ + ½·e^S): "these sites survived together, or they tell nothing". Where
an editor normalised a whole rule, the rule then costs one bit instead of drowning the rest;
over the stretches of a text it catches splices.

Symbols: ℓ(v) likelihood of variant v, W(v|x) chance that the leak shows v if the copy has x,
r_v chance that it shows v at all, f flip to one other variant, k = 1 - ε - f.
Source: T. Laarhoven, "Asymptotics of fingerprinting and group testing: capacity-achieving
log-likelihood decoders", EURASIP J. Inf. Secur. 2016; interleaving is the universal choice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canary.codes.bias import Floats, Integers
from canary.codes.observed import Observed
from canary.codes.tails import CERTAIN_ZERO, Distribution, Tail, of_equal_sites, tail_of

UNIT = 64  # score units a nat
_FINE_SITES = 2048  # beyond so many observed sites the unit shrinks, to bound the convolution
_COARSEST = 8
MIXTURE = 0.5  # prior weight of a mixed term's sites having survived


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Some of the observed sites, scored together.

    Attributes:
        sites: Indices into the observed sites; each site is in at most one term of a statistic.
        mixed: Whether log(½ + ½·e^S) of their sum S counts, instead of S.
    """

    sites: Integers
    mixed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """An integer statistic of a copy.

    Attributes:
        name: "G", "BLK" or "PRIV".
        unit: Score units a nat.
        table: (n, 6) int64, the score of observed site i under symbol x.
        law: (n, 6) p_i(x).
        terms: What is added up.
    """

    name: str
    unit: int
    table: Integers
    law: Floats
    terms: tuple[Term, ...]

    def image(self, term: Term) -> tuple[Integers, int]:
        """Return a mixed term's rounded log(½ + ½·e^S) for every possible S, and the first S.

        Scores and tail both read this one table, so they cannot round differently.
        """
        possible = self.law[term.sites] > 0
        rows = self.table[term.sites]
        low = int(np.where(possible, rows, rows.max(initial=0)).min(axis=1).sum())
        high = int(np.where(possible, rows, rows.min(initial=0)).max(axis=1).sum())
        nats = np.arange(low, high + 1) / self.unit
        mixed = np.logaddexp(np.log(1 - MIXTURE), np.log(MIXTURE) + nats)
        return np.rint(self.unit * mixed).astype(np.int64), low

    def tail(self) -> Tail:
        """Return the exact tail for a copy whose codeword had no part in the leak."""
        total = CERTAIN_ZERO
        for term in self.terms:
            total = total.plus(self._distribution(term))
        return tail_of(total)

    def _distribution(self, term: Term) -> Distribution:
        kinds = Counter(self._atoms(i) for i in term.sites.tolist())
        total = CERTAIN_ZERO
        for atoms, sites in kinds.items():
            total = total.plus(of_equal_sites(dict(atoms), sites))
        return total.mapped(*self.image(term)) if term.mixed else total

    def _atoms(self, i: int) -> tuple[tuple[int, float], ...]:
        """Return each score that site i can have, with its probability, ascending."""
        atoms: defaultdict[int, float] = defaultdict(float)
        for score, probability in zip(self.table[i].tolist(), self.law[i].tolist(), strict=True):
            if probability:
                atoms[score] += probability
        return tuple(sorted(atoms.items()))


def unit_for(observed: int) -> int:
    """Return score units a nat: 64, less beyond 2,048 observed sites, never below 8.

    Example:
        >>> [unit_for(n) for n in (0, 2048, 4096, 100_000)]
        [64, 64, 32, 8]
    """
    return max(_COARSEST, UNIT * _FINE_SITES // max(observed, _FINE_SITES))


def interleaving(observed: Observed, *, pooled: int, flip: float) -> Floats:
    """Return log(Σ_v ℓ(v)·W(v|x) / Σ_v ℓ(v)·r_v), (n, 6) nats.

    W(v|x) = k·([x=v]/c + (1 - 1/c)·p_v) + f and r_v = k·p_v + f. The mean of e^s over an
    innocent's x is 1 at every site.

    Args:
        observed: n sites.
        pooled: c, copies pooled site by site; 1 for a single copy.
        flip: ε, chance that a site shows a variant that none of the pooled copies has.
    """
    others = (observed.variants - 1)[:, np.newaxis]
    f = flip / np.maximum(others, 1)
    k = 1 - flip - f
    seen, law = observed.likelihood, observed.law
    unconnected = (seen * (k * law + f)).sum(axis=1, keepdims=True)
    by_others = (seen * (k * (1 - 1 / pooled) * law + f)).sum(axis=1, keepdims=True)
    ratio: Floats = np.log((by_others + k * seen / pooled) / unconnected)
    return ratio


def rounded(nats: Floats, unit: int) -> Integers:
    """Return scores in units."""
    return np.rint(unit * nats).astype(np.int64)


def terms_of(members: Sequence[int], groups: Sequence[Sequence[int]]) -> tuple[Term, ...]:
    """Return one plain term of single sites and a mixed term a group; empty ones are left out."""
    single = Term(np.array(members, dtype=np.int64))
    mixed = (Term(np.array(group, dtype=np.int64), mixed=True) for group in groups)
    return tuple(term for term in (single, *mixed) if len(term.sites))
