"""Likelihood ratios: how much better a copy explains the leak than "no issued copy" does.

Beside the p-value, never instead of it. Two ratios are kept apart:

- of one copy alone, Π P(y_i|x_ji) / P(y_i), with the flip rate of a careful retyping and a
  normalised rule counted as half likely. Its shares over the issued copies are the closed-world
  posterior ("one of these copies, and one only").
- of a copy as *a* source: a mixture of the above, of the active hypotheses (pooled with one more,
  spliced, washed), and of "its traces are lost", as where eight copies were pooled, whose ratio
  is 1. It is what a report states, and an e-value: its mean over innocents is at most 1. Thanks to
  its last part it is never below 0.2: a low score excludes no member of a large pool.

Rounding could lift a mean above 1, so each ratio is divided by an upper bound of its own.
"""

from __future__ import annotations

import numpy as np

from canary.codes.bias import Floats, Integers
from canary.codes.hypotheses import FLIP, Examination, groups_of
from canary.codes.statistic import MIXTURE, Statistic, interleaving, rounded

FINE_UNIT = 4096  # score units a nat; no tail is needed, so they may be small
# Prior weights of the ways of having been a source: alone, its traces lost; the rest is shared by
# the active hypotheses. Calibrated over the leak suite, bench/results/codes_calibration.md.
ALONE = 0.4
LOST = 0.2


def single_copy(examination: Examination) -> Statistic:
    """Return the log-likelihood of one copy alone, in 1/4096 nat."""
    observed = examination.observed
    nats = interleaving(observed, pooled=1, flip=FLIP)
    terms = groups_of(observed.sites, range(len(observed)))
    return Statistic("ONE", FINE_UNIT, rounded(nats, FINE_UNIT), observed.law, terms)


def log_mean(statistic: Statistic) -> float:
    """Return an upper bound of log E[e^(S/unit)] over innocents, nearly 0.

    A mixed term's rounding can raise it by half a unit; plain terms are computed exactly.
    """
    weights = statistic.law * np.exp(statistic.table / statistic.unit)
    per_site = np.log(weights.sum(axis=1))
    total = 0.0
    for term in statistic.terms:
        nats = float(per_site[term.sites].sum())
        if term.mixed:
            nats = float(np.logaddexp(np.log(1 - MIXTURE), np.log(MIXTURE) + nats))
            nats += 0.5 / statistic.unit
        total += nats
    return total


def log_ratio(statistic: Statistic, scores: Integers) -> Floats:
    """Return log likelihood ratios in nats; e to them has mean ≤ 1 over innocents."""
    ratio: Floats = scores / statistic.unit - log_mean(statistic)
    return ratio


def as_a_source(examination: Examination, alone: Floats, pooled: list[Integers]) -> Floats:
    """Return the log ratio, in nats, of "a source of the leak" against "no issued copy".

    Args:
        examination: Gives the active hypotheses.
        alone: Log ratio of each copy alone.
        pooled: One array of scores an active hypothesis.
    """
    total: Floats = np.logaddexp(np.log(LOST), np.log(ALONE) + alone)
    share = np.log((1 - ALONE - LOST) / len(examination.statistics))
    for statistic, scores in zip(examination.statistics, pooled, strict=True):
        total = np.logaddexp(total, share + log_ratio(statistic, scores))
    return total


def closed_world(alone: Floats) -> Floats:
    """Return each copy's share of the likelihood: it was one of them, and one only."""
    if not len(alone):
        return alone
    weights = np.exp(alone - alone.max())
    shares: Floats = weights / weights.sum()
    return shares


def issued_at_all(alone: Floats) -> float:
    """Return the log ratio, in nats, of "one issued copy, whichever" against "no issued copy"."""
    top = alone.max()
    return float(top + np.log(np.exp(alone - top).mean()))
