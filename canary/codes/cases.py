"""Evidence that adds up: several leaks of one issue, several documents of the same people.

A fixed set of leaks is joined: their readings multiply, and a slot still scores once. Leaks that
come one after the other are combined as e-values: the likelihood ratio of each over the slots
that are fresh has mean at most 1 for an innocent, so the product exceeds N / alpha with a chance
of at most alpha / N, whenever one stops (Ville's inequality). N counts the union of the holders of
all documents; where a later document brings new holders, they share a smaller part of alpha, so
that the thresholds of the earlier ones never move.

Source: P. Grünwald, R. de Heide, W. Koolen, "Safe testing", J. R. Stat. Soc. B 86(5), 2024.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from canary.codes.attribution import LN10
from canary.codes.bias import Biases
from canary.codes.cache import Packed
from canary.codes.hypotheses import examine
from canary.codes.inherited import Inherited, set_apart
from canary.codes.observed import merge_readings
from canary.codes.packing import packed_batches
from canary.codes.scores import score_all
from canary.model import Observation, Outcome, Plan, Reading

Holder = TypeVar("Holder", bound=str | int)
_ROUNDING = 1e-9  # nothing is gained from the sum's own rounding
_FIRST_HOLDERS, _LATER_HOLDERS = 7 / 8, 1 / 8  # parts of alpha; the later ones' sum to 1/8


@dataclass(frozen=True, slots=True)
class Standing(Generic[Holder]):
    """One holder's evidence over several leaks or documents.

    Attributes:
        holder: Who, or which copy.
        log10_e: log10 of the product of the likelihood ratios.
        p_adjusted: Bound on the chance that any innocent holder ever reaches as much, at most 1.
    """

    holder: Holder
    log10_e: float
    p_adjusted: float


def join(plan: Plan, observations: Iterable[Observation]) -> Observation:
    """Return several leaks of one issue as one observation, a reading a site.

    A slot is observed if any leak shows it, else substituted if any leak does.
    """
    observations = list(observations)
    readings = [reading for observation in observations for reading in observation.readings]
    likelihoods = merge_readings(plan, readings)
    substituted = {r.slot for r in readings if r.outcome is Outcome.SUBSTITUTED}
    return Observation(
        readings=tuple(_joined(site.slot, likelihoods, substituted) for site in plan.sites),
        leak_words=sum(observation.leak_words for observation in observations),
        placed_words=sum(observation.placed_words for observation in observations),
    )


def log10_ratios(
    plan: Plan,
    biases: Biases,
    observation: Observation,
    words: Iterable[bytes] | Packed,
    *,
    family: int,
    inherited: Iterable[Inherited] = (),
) -> list[float]:
    """Return log10 of every copy's likelihood ratio as a source, in copy order.

    Args:
        plan: The issue's sites.
        biases: Their laws.
        observation: What a leak shows at slots that no earlier leak has shown (`fresh`).
        words: One codeword a copy; may be a stream, or a cache.
        family: Number of copies.
        inherited: Copies that some slots never count for.
    """
    batches = words.batches() if isinstance(words, Packed) else packed_batches(words, plan, biases)
    scores = score_all(examine(plan, biases, observation, family), batches)
    set_apart(scores, plan, biases, observation, inherited, family=family)
    ratios: list[float] = (scores.source / LN10).tolist()
    return ratios


def accumulate(log10_lrs: Iterable[Mapping[Holder, float]]) -> list[Standing[Holder]]:
    """Multiply likelihood ratios over leaks or documents, best holder first.

    The holders of the first mapping share 7/8 of alpha, those who appear first in a later one
    1/16, 1/48 …: 1/(8k(k-1)) for the k-th mapping that brings any.

    Args:
        log10_lrs: One mapping a leak or document, over all holders of its copies
            (`log10_ratios`). The leaks of one issue must show different slots (`fresh`). A holder
            who was issued no copy of a document has no entry there.
    """
    totals: dict[Holder, float] = {}
    counts: dict[Holder, float] = {}  # log10 of the holders that each stands for
    groups = 0
    for ratios in log10_lrs:
        new = [holder for holder in ratios if holder not in totals]
        if new:
            groups += 1
            share = _FIRST_HOLDERS if groups == 1 else _LATER_HOLDERS / (groups * (groups - 1))
            totals |= dict.fromkeys(new, 0.0)
            counts |= dict.fromkeys(new, math.log10(len(new) / share))
        for holder, value in ratios.items():
            totals[holder] += value
    standings = (
        Standing(holder, value, 10 ** min(0.0, counts[holder] - value + _ROUNDING))
        for holder, value in totals.items()
    )
    return sorted(standings, key=lambda each: (each.p_adjusted, -each.log10_e))


def _joined(
    slot: int, likelihoods: Mapping[int, tuple[float, ...]], substituted: set[int]
) -> Reading:
    if slot in likelihoods:
        return Reading(slot, Outcome.OBSERVED, likelihoods[slot])
    return Reading(slot, Outcome.SUBSTITUTED if slot in substituted else Outcome.ERASED)
