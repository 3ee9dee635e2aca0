"""Evidence that adds up: several leaks of one issue, several documents of the same people.

A fixed set of leaks is joined: their readings multiply, and a slot still scores once. Leaks that
come one after the other are combined as e-values: the likelihood ratio of each over the slots
that are fresh has mean at most 1 for an innocent, so the product exceeds N / alpha with a chance
of at most alpha / N, whenever one stops (Ville's inequality).

Source: P. Grünwald, R. de Heide, W. Koolen, "Safe testing", J. R. Stat. Soc. B 86(5), 2024.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from canary.codes.observed import merge_readings
from canary.model import Observation, Outcome, Plan, Reading

Holder = TypeVar("Holder", bound=str | int)
_ROUNDING = 1e-9  # nothing is gained from the sum's own rounding


@dataclass(frozen=True, slots=True)
class Standing(Generic[Holder]):
    """One holder's evidence over several leaks or documents.

    Attributes:
        holder: Who, or which copy.
        log10_e: log10 of the product of the likelihood ratios.
        attributed: The product reaches N / alpha.
    """

    holder: Holder
    log10_e: float
    attributed: bool


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


def fresh(observation: Observation, seen: Iterable[int]) -> Observation:
    """Return the observation without the slots that earlier leaks have shown."""
    used = frozenset(seen)
    readings = tuple(
        Reading(reading.slot, Outcome.ERASED) if reading.slot in used else reading
        for reading in observation.readings
    )
    return replace(observation, readings=readings)


def accumulate(
    log10_lrs: Iterable[Mapping[Holder, float]], *, family: int, alpha: float
) -> tuple[Standing[Holder], ...]:
    """Multiply likelihood ratios over leaks or documents, best holder first.

    Args:
        log10_lrs: One mapping a leak or document, over all holders of its copies (`log10_lr`
            of every candidate). The leaks of one issue must show different slots (`fresh`).
            A holder who was issued no copy of a document has no entry there.
        family: N, holders in the union of all documents.
        alpha: Bound on the chance of ever attributing an innocent holder.

    Raises:
        ValueError: More holders than `family`, or alpha out of range.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha lies outside 0…1: {alpha}")
    totals: defaultdict[Holder, float] = defaultdict(float)
    for ratios in log10_lrs:
        for holder, value in ratios.items():
            totals[holder] += value
    if len(totals) > family:
        raise ValueError(f"{len(totals)} holders in a family of {family}")
    wanted = math.log10(family / alpha) + _ROUNDING
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    return tuple(Standing(holder, value, value >= wanted) for holder, value in ranked)


def _joined(
    slot: int, likelihoods: Mapping[int, tuple[float, ...]], substituted: set[int]
) -> Reading:
    if slot in likelihoods:
        return Reading(slot, Outcome.OBSERVED, likelihoods[slot])
    return Reading(slot, Outcome.SUBSTITUTED if slot in substituted else Outcome.ERASED)
