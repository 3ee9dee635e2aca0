"""Null trials: how often decoys are named, on this installation and these readings.

Decoys are copies of the same plan under fresh keys. No leak can come from them, so whatever is
attributed to one is an error, and whatever ratio one reaches is chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from canary.codes.attribution import LN10, score_all
from canary.codes.bias import Biases
from canary.codes.drawing import codewords
from canary.codes.hypotheses import examine
from canary.codes.packing import packed_batches
from canary.model import Observation, Plan


@dataclass(frozen=True, slots=True)
class NullTrials:
    """Decoys scored against one leak; trials of several leaks add up with `+`.

    Attributes:
        decoys: Decoy copies scored.
        families: Complete families of N decoys, each a simulated decode.
        wrong_families: Families in which a decoy was attributed.
        highest_log10_lr: Largest log10 likelihood ratio that a decoy reached.
        at_least: Decoys whose log10 likelihood ratio reached 1, 2, … 6.
    """

    decoys: int = 0
    families: int = 0
    wrong_families: int = 0
    highest_log10_lr: float = -np.inf
    at_least: tuple[int, ...] = (0,) * 6

    def __add__(self, other: NullTrials) -> NullTrials:
        return NullTrials(
            self.decoys + other.decoys,
            self.families + other.families,
            self.wrong_families + other.wrong_families,
            max(self.highest_log10_lr, other.highest_log10_lr),
            tuple(a + b for a, b in zip(self.at_least, other.at_least, strict=True)),
        )


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
        families=families,
        wrong_families=int(named[: families * family].reshape(families, family).any(axis=1).sum()),
        highest_log10_lr=float(ratios.max(initial=-np.inf)),
        at_least=tuple(int((ratios >= limit).sum()) for limit in range(1, 7)),
    )
