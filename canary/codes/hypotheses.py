"""Which statistics a leak is tested by, decided from the plan, the reading and N alone.

G     pooled site by site: Σ over sites; one mixed term a punctuation, spelling or spacing rule.
BLK   spliced by stretches: one mixed term a stretch, of the score of a single copy.
PRIV  washed: G over the private sites, which nobody finds with the program alone.

Active hypotheses share the error, p = min_h p_h / w_h: equally, until the leak is so long that
few copies spliced would have been named long ago; then G has most of BLK's share. No function here
takes a codeword: if what is tested depended on the copies, an innocent's score would too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from canary.codes.bias import Biases, Floats
from canary.codes.observed import Observed, observe
from canary.codes.statistic import Statistic, Term, interleaving, rounded, terms_of, unit_for
from canary.codes.tails import Tail
from canary.model import Channel, Observation, Plan, Site

POOLED = {"U": 2, "S": 3}  # c of hypothesis G
FLIP = 0.02
FLIP_STRETCH = 0.05
GATE = 1.5  # BLK needs so many times the bits that name one copy of N
LONG = 9.0  # from so many times those bits on BLK leaves most of its share to G
LONG_SHARE = 1 / 4  # of the error, for BLK in a long leak
GATE_ALPHA = 1e-6  # whatever alpha was asked for, so that p never depends on it
STRETCHES_NEEDED = 3
PRIVATE_NEEDED = 10
GROUPED = frozenset({Channel.PUNCTUATION, Channel.SPELLING, Channel.SPACING})


@dataclass(frozen=True)
class Examination:
    """A leak ready to be compared with copies: statistics, weights and exact tails.

    Attributes:
        plan: The issue's sites.
        observed: What the leak shows, each slot once.
        family: N, copies of every issue that is scored.
        statistics: The active hypotheses, G first.
        weights: Share of the error that each has; together 1.
    """

    plan: Plan
    observed: Observed
    family: int
    statistics: tuple[Statistic, ...]
    weights: tuple[float, ...]

    @cached_property
    def tails(self) -> tuple[Tail, ...]:
        """One exact tail a statistic."""
        return tuple(statistic.tail() for statistic in self.statistics)

    def p_values(self, scores: Sequence[np.ndarray]) -> Floats:
        """Return min_h tail_h(S_h) / w_h for each copy, at most 1.

        Args:
            scores: One array of integer scores a statistic.
        """
        tests = zip(self.tails, scores, self.weights, strict=True)
        smallest: Floats = np.minimum.reduce([tail.at(found) / w for tail, found, w in tests])
        return np.minimum(smallest, 1.0)


def examine(plan: Plan, biases: Biases, observation: Observation, family: int) -> Examination:
    """Prepare the tests of a leak.

    Args:
        plan: The issue's sites.
        biases: Their laws.
        observation: What the leak shows at each site.
        family: N ≥ 1, all copies of every issue that is scored.

    Raises:
        ValueError: `family` below 1, or readings that don't belong to the plan.
    """
    if family < 1:
        raise ValueError(f"family is {family}, at least 1 wanted")
    observed = observe(plan, biases, observation)
    length = observed.surprisal / math.log2(family / GATE_ALPHA)
    statistics = _statistics(plan.profile, observed, length)
    weights = _weights([each.name for each in statistics], length)
    return Examination(plan, observed, family, statistics, weights)


def groups_of(sites: Sequence[Site], among: Sequence[int]) -> tuple[Term, ...]:
    """Return terms over the sites `among`: grouped channels by rule, all others singly."""
    single = [i for i in among if sites[i].channel not in GROUPED]
    grouped = [i for i in among if sites[i].channel in GROUPED]
    rules = _by(sites, grouped, lambda site: (site.channel, site.rule))
    return terms_of(single, rules)


def _statistics(profile: str, observed: Observed, length: float) -> tuple[Statistic, ...]:
    sites = observed.sites
    everything = range(len(sites))
    unit = unit_for(len(sites))
    pooled = rounded(interleaving(observed, pooled=POOLED[profile], flip=FLIP), unit)
    chosen = [Statistic("G", unit, pooled, observed.law, groups_of(sites, everything))]
    stretches = _by(sites, everything, lambda site: site.stretch)
    if length >= GATE and len(stretches) >= STRETCHES_NEEDED:
        alone = rounded(interleaving(observed, pooled=1, flip=FLIP_STRETCH), unit)
        chosen.append(Statistic("BLK", unit, alone, observed.law, terms_of([], stretches)))
    private = [i for i in everything if sites[i].private]
    if PRIVATE_NEEDED <= len(private) < len(sites):
        chosen.append(Statistic("PRIV", unit, pooled, observed.law, groups_of(sites, private)))
    return tuple(chosen)


def _weights(names: Sequence[str], length: float) -> tuple[float, ...]:
    """Return equal shares, G first, but most of BLK's to G in a long leak."""
    share = 1 / len(names)
    if length < LONG or "BLK" not in names:
        return (share,) * len(names)
    others = [LONG_SHARE if name == "BLK" else share for name in names[1:]]
    return (1 - sum(others), *others)


def _by(
    sites: Sequence[Site], among: Sequence[int], key: Callable[[Site], Hashable]
) -> list[list[int]]:
    """Return the indices `among` sites, collected by a key in order of first appearance."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i in among:
        found[key(sites[i])].append(i)
    return list(found.values())
