"""The observed sites of a leak as arrays: all that the tests of a leak are built from.

No codeword comes in here, so nothing that is decided from an `Observed` can depend on one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from canary.codes.bias import MOST_VARIANTS, Biases, Floats, Integers
from canary.model import Observation, Outcome, Plan, Reading, Site

CONTRADICTION = 1e-3  # least likelihood a single reading may leave a variant once readings multiply


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """The n observed sites, each once, in plan order.

    Attributes:
        sites: The sites.
        columns: (n,) index of each in the plan.
        law: (n, 6) p_i(v).
        likelihood: (n, 6) ℓ_i(v), largest 1 a row, 0 beyond the site's variants.
    """

    sites: tuple[Site, ...]
    columns: Integers
    law: Floats
    likelihood: Floats

    def __len__(self) -> int:
        return len(self.sites)

    @property
    def variants(self) -> Integers:
        """(n,) number of variants q."""
        return np.array([site.q for site in self.sites], dtype=np.int64)

    @property
    def symbols(self) -> Integers:
        """(n,) the likeliest variant; the first of equals."""
        best: Integers = self.likelihood.argmax(axis=1).astype(np.int64)
        return best

    @property
    def surprisal(self) -> float:
        """Bits of chance agreement that the readings could exclude at best."""
        chance: Floats = (self.likelihood * self.law).sum(axis=1)
        return float(np.log2(1 / chance).sum())


def observe(plan: Plan, biases: Biases, observation: Observation) -> Observed:
    """Gather the observed sites; several readings of one slot become one.

    Raises:
        ValueError: A reading of a slot that the plan doesn't have, or a malformed likelihood.
    """
    merged = merge_readings(plan, observation.readings)
    kept = [(i, site) for i, site in enumerate(plan.sites) if site.slot in merged]
    likelihood = np.zeros((len(kept), MOST_VARIANTS))
    for row, (_, site) in enumerate(kept):
        likelihood[row, : site.q] = merged[site.slot]
    slots = np.array([site.slot for _, site in kept], dtype=np.int64)
    return Observed(
        sites=tuple(site for _, site in kept),
        columns=np.array([i for i, _ in kept], dtype=np.int64),
        law=biases.law[slots] if len(slots) else np.zeros((0, MOST_VARIANTS)),
        likelihood=likelihood,
    )


def fresh(observation: Observation, seen: Iterable[int]) -> Observation:
    """Return the observation without the slots that earlier leaks have shown."""
    used = frozenset(seen)
    readings = tuple(
        Reading(reading.slot, Outcome.ERASED) if reading.slot in used else reading
        for reading in observation.readings
    )
    return replace(observation, readings=readings)


def merge_readings(plan: Plan, readings: Iterable[Reading]) -> dict[int, tuple[float, ...]]:
    """Return one likelihood a slot, largest 1: a slot scores once however often it was read.

    Readings of a slot multiply. Each leaves a variant that any of them allows at least 0.001, so
    that contradicting ones weaken each other instead of excluding everything.
    """
    width = {site.slot: site.q for site in plan.sites}
    seen: defaultdict[int, list[tuple[float, ...]]] = defaultdict(list)
    for reading in readings:
        if reading.outcome is Outcome.OBSERVED:
            seen[reading.slot].append(_checked(reading, width))
    return {slot: _product(likelihoods) for slot, likelihoods in seen.items()}


def _product(likelihoods: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    if len(likelihoods) == 1:
        return likelihoods[0]
    logs = [
        math.fsum(math.log(max(value, CONTRADICTION)) for value in values)
        if any(values)
        else -math.inf
        for values in zip(*likelihoods, strict=True)
    ]
    return tuple(math.exp(log - max(logs)) for log in logs)


def _checked(reading: Reading, width: dict[int, int]) -> tuple[float, ...]:
    """Return the reading's likelihood scaled to a largest value of 1."""
    if reading.slot not in width:
        raise ValueError(f"the plan has no slot {reading.slot}")
    values = reading.likelihood
    if len(values) != width[reading.slot]:
        got, wanted = len(values), width[reading.slot]
        raise ValueError(f"slot {reading.slot} has {got} likelihoods, {wanted} wanted")
    if not (all(0 <= value < math.inf for value in values) and any(values)):
        raise ValueError(f"slot {reading.slot} has a likelihood out of range: {values}")
    return _scaled(values)


def _scaled(values: Sequence[float]) -> tuple[float, ...]:
    largest = max(values)
    return tuple(value / largest for value in values)
