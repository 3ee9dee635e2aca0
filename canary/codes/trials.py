"""Null trials: how often decoys are named, on this installation and these readings.

Decoys are copies of the same plan under fresh keys. No leak can come from them, so whatever is
attributed to one is an error, and whatever ratio one reaches is chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from canary.codes.attribution import LN10
from canary.codes.bias import Biases
from canary.codes.drawing import codewords
from canary.codes.hypotheses import examine
from canary.codes.packing import packed_batches
from canary.codes.scores import score_all
from canary.model import Observation, Plan

_DOUBT = 0.05


@dataclass(frozen=True, slots=True)
class NullTrials:
    """Decoys scored against one leak; trials of several leaks add up with `+`.

    Attributes:
        decoys: Decoy copies scored.
        named: Decoys that reached the threshold of attribution.
        families: Complete families of N decoys, each a simulated decode.
        wrong_families: Families in which a decoy was attributed.
        highest_log10_lr: Largest log10 likelihood ratio that a decoy reached.
        at_least: Decoys whose log10 likelihood ratio reached 1, 2, … 6.
    """

    decoys: int = 0
    named: int = 0
    families: int = 0
    wrong_families: int = 0
    highest_log10_lr: float = -np.inf
    at_least: tuple[int, ...] = (0,) * 6

    def __add__(self, other: NullTrials) -> NullTrials:
        return NullTrials(
            self.decoys + other.decoys,
            self.named + other.named,
            self.families + other.families,
            self.wrong_families + other.wrong_families,
            max(self.highest_log10_lr, other.highest_log10_lr),
            tuple(a + b for a, b in zip(self.at_least, other.at_least, strict=True)),
        )


def error_bound(wrong: int, trials: int) -> float:
    """Return the 95 % upper bound of a rate (Clopper and Pearson's, one-sided), 1 for no trials.

    Example:
        >>> round(error_bound(0, 300), 4), round(error_bound(2, 1000), 4)
        (0.0099, 0.0063)
    """
    if wrong >= trials:
        return 1.0
    low, high = wrong / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, trials, middle) > _DOUBT else (low, middle)
    return high


def _at_most(wrong: int, trials: int, rate: float) -> float:
    """Return the chance of at most so many errors, 0 < rate < 1."""
    term = trials * math.log1p(-rate)
    total = math.exp(term)
    for k in range(1, wrong + 1):
        term += math.log((trials - k + 1) / k) + math.log(rate) - math.log1p(-rate)
        total += math.exp(term)
    return total


def null_attribution(
    plan: Plan,
    biases: Biases,
    observation: Observation,
    word_keys: Iterable[bytes],
    *,
    alpha: float,
    family: int,
) -> NullTrials:
    """Score decoys blind against the readings of a leak.

    Args:
        plan: The issue's sites.
        biases: Their laws.
        observation: The very readings that the copies are scored by.
        word_keys: Fresh keys, one a decoy; a multiple of `family` makes complete families.
        alpha: The bound that decodes use.
        family: N, as in the decode that the trials stand beside.
    """
    examination = examine(plan, biases, observation, family)
    words = codewords(word_keys, biases)
    scores = score_all(examination, packed_batches(words, plan, biases))
    families = len(scores) // family
    named = family * scores.p_value <= alpha
    ratios = scores.source / LN10
    return NullTrials(
        decoys=len(scores),
        named=int(named.sum()),
        families=families,
        wrong_families=int(named[: families * family].reshape(families, family).any(axis=1).sum()),
        highest_log10_lr=float(ratios.max(initial=-np.inf)),
        at_least=tuple(int((ratios >= limit).sum()) for limit in range(1, 7)),
    )
