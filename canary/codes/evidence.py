"""Evidence in words and numbers, for reports.

Three propositions are compared: the text comes from this copy, from another issued copy, from no
issued copy. The likelihood ratio is stated as a number first, then on a verbal scale, and never
larger than validation supports: n clean null trials exclude no rate below about 3/n (the rule of
three), so they support a ratio of at most n/3. What is stated is a tenth of what is computed
(`stated_log10_lr`). Priors are the reader's.

Scale: ENFSI guideline for evaluative reporting in forensic science, 2015, section 2.4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from canary.codes.validation import NULL_TRIALS

PRIORS_OF_NONE = (0.01, 0.1, 0.5, 0.9, 0.99)
MARGIN = 1.0  # decades by which a ratio is doubted either way
_SCALE = (
    (1.0, "weak"),
    (2.0, "moderate"),
    (3.0, "moderately strong"),
    (4.0, "strong"),
    (6.0, "very strong"),
)


@dataclass(frozen=True, slots=True)
class Propositions:
    """Posterior probabilities of the three propositions for one prior; they sum to 1.

    Attributes:
        prior_none: Prior probability of "no issued copy"; the rest is equal over the copies.
        this_copy: The text comes from this copy alone.
        another_copy: It comes from one other issued copy alone.
        no_copy: It comes from no issued copy.
    """

    prior_none: float
    this_copy: float
    another_copy: float
    no_copy: float


def verbal(log10_lr: float) -> str:
    """Return the word for the support that a likelihood ratio gives.

    Example:
        >>> verbal(3.5), verbal(-1.0), verbal(8.0)
        ('strong', 'does not support', 'extremely strong')
    """
    if log10_lr <= 0:
        return "does not support"
    return next((word for limit, word in _SCALE if log10_lr < limit), "extremely strong")


def supported_log10_lr(clean_trials: int) -> float:
    """Return the largest log10 likelihood ratio that n clean null trials support, log10(n/3).

    Example:
        >>> round(supported_log10_lr(300_000), 6), supported_log10_lr(0)
        (5.0, 0.0)
    """
    return max(0.0, math.log10(max(clean_trials, 1) / 3))


def stated_log10_lr(log10_lr: float, clean_trials: int = NULL_TRIALS) -> float:
    """Return what a report may state of a ratio, for the copy or against it.

    A model of how texts are edited is behind every ratio, and over the leak suite some ratios came
    out up to eight times too large; so a report states a tenth of the ratio, nothing within a
    factor of ten of 1, and no more than null trials support
    (bench/results/codes_calibration.md).

    Example:
        >>> stated_log10_lr(4.5), stated_log10_lr(0.9), round(stated_log10_lr(31.0), 2)
        (3.5, 0.0, 7.52)
    """
    doubted = math.copysign(max(0.0, abs(log10_lr) - MARGIN), log10_lr)
    return min(doubted, supported_log10_lr(clean_trials))


def propositions(
    log10_lr_issued: float, posterior: float, priors_of_none: Sequence[float] = PRIORS_OF_NONE
) -> tuple[Propositions, ...]:
    """Return the table over priors for one copy, "if one copy only".

    Args:
        log10_lr_issued: log10 likelihood ratio of "one issued copy, whichever" against none.
        posterior: Closed-world posterior of the copy that the first proposition names, 0…1.
        priors_of_none: Prior probabilities of "no issued copy", each inside 0…1.

    Raises:
        ValueError: A prior of 0 or 1, which no evidence could change.
    """
    table = []
    for prior in priors_of_none:
        if not 0 < prior < 1:
            raise ValueError(f"prior lies outside 0…1: {prior}")
        odds = math.log(1 / prior - 1) + log10_lr_issued * math.log(10)
        issued = 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
        this = issued * posterior
        table.append(Propositions(prior, this, issued - this, 1 - issued))
    return tuple(table)
