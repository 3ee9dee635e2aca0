"""Capacity: how many bits a plan holds and how many a decision needs."""

from __future__ import annotations

import math
from collections.abc import Collection

from canary.model import Channel, Plan

SPARE_BITS = 7.0  # beyond telling the copies apart: a chance match has less than 1 %


def bits(plan: Plan, channels: Collection[Channel] | None = None) -> float:
    """Return Σ log2 q over the sites of a plan, or of some of its channels.

    For profile S this is the bound that its skewed biases stay below.
    """
    sites = (site for site in plan.sites if channels is None or site.channel in channels)
    return math.fsum(math.log2(site.q) for site in sites)


def needed_bits(recipients: int, alpha: float) -> float:
    """Return log2(N / alpha), what any code needs to name one copy of N from a clean text.

    Example:
        >>> round(needed_bits(100, 1e-6), 1)
        26.6
    """
    return math.log2(recipients / alpha)


def minimum_bits(recipients: int) -> float:
    """Return log2 N + 7, below which an issue is refused.

    Example:
        >>> minimum_bits(64)
        13.0
    """
    return math.log2(recipients) + SPARE_BITS


def quoted_words(bits_per_word: float, recipients: int, alpha: float) -> int | None:
    """Return how many words in a row name one copy, if they are quoted faithfully.

    Args:
        bits_per_word: Bits of the plan over words of the document, in the channels that
            survive a quotation.
        recipients: N ≥ 1.
        alpha: Bound on the chance of attributing an innocent copy.

    Returns:
        The expected number of words, or None if the document has no bits.

    Example:
        >>> quoted_words(0.2, 100, 1e-6)
        133
    """
    if bits_per_word <= 0:
        return None
    return math.ceil(needed_bits(recipients, alpha) / bits_per_word)
