"""Biases: how probable each variant of a site is, and from which part of a 32-bit word it is drawn.

Profile U draws uniformly. Profile S ("expect three colluders") gives every binary site a keyed
bias of 46/256 or 210/256, two points of the kind that is optimal against the worst of three-copy
attacks: a minority vote, invisible at fair sites, then tells of each copy alone. Against mixing
and majority it costs more sites than profile U (bench/results/codes_sites.md).

Symbols as in the literature: site i, variant v, bias p_i(v); thresholds T_t on the uint32 grid.
Sources: G. Tardos, "Optimal probabilistic fingerprint codes", J. ACM 55(2), 2008; K. Nuida et
al., "An improvement of discrete Tardos fingerprinting codes", Des. Codes Cryptogr. 52, 2009.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from canary.crypto import shake256
from canary.errors import CapacityError
from canary.model import Plan

Floats: TypeAlias = "npt.NDArray[np.float64]"
Integers: TypeAlias = "npt.NDArray[np.int64]"
Symbols: TypeAlias = "npt.NDArray[np.uint8]"
Thresholds: TypeAlias = "npt.NDArray[np.uint64]"

COIN_LABEL = b"canary/v1/bias-coin\0"
GRID = 2**32  # biases are whole multiples of 1/GRID, exact in binary64
MOST_VARIANTS = 6
SKEW = GRID * 46 // 256  # profile S: 0.18 of the grid
SKEWED_SITES_NEEDED = 250  # below, it would name nobody of three copies


@dataclass(frozen=True, slots=True, eq=False)
class Biases:
    """The law of every slot of an issue.

    Attributes:
        thresholds: (slots, 5) uint64; the symbol is the number of thresholds ≤ u. Unused ones
            are 2^32, which no 32-bit word reaches.
        law: (slots, 6) float64, `law[slot, v]` = p_slot(v) exactly; 1 at v = 0 where a slot
            holds no site.
    """

    thresholds: Thresholds
    law: Floats

    @property
    def slots(self) -> int:
        """Length of a codeword: the largest slot plus one."""
        return len(self.law)


def biases(plan: Plan, bias_key: bytes) -> Biases:
    """Return the biases of a plan's sites.

    Args:
        plan: Sites with q in 2…6 and their slots; profile "U" or "S".
        bias_key: Secret of the issue. Profile U doesn't use it.

    Raises:
        CapacityError: Profile S with fewer than 250 binary sites.
        ValueError: Unknown profile, a repeated slot, or q outside 2…6.
    """
    _check(plan)
    slots = 1 + max((site.slot for site in plan.sites), default=-1)
    skewed = plan.profile == "S"
    coins = shake256(COIN_LABEL + bias_key, slots) if skewed else b""
    thresholds = np.full((slots, MOST_VARIANTS - 1), GRID, dtype=np.uint64)
    for site in plan.sites:
        if skewed and site.q == 2:
            thresholds[site.slot, 0] = GRID - SKEW if coins[site.slot] & 1 else SKEW
        else:
            thresholds[site.slot, : site.q - 1] = [GRID * t // site.q for t in range(1, site.q)]
    thresholds.setflags(write=False)
    return Biases(thresholds, _law(thresholds))


def _law(thresholds: Thresholds) -> Floats:
    """Return p(v) = (T_{v+1} - T_v) / 2^32, with T_0 = 0 and T_6 = 2^32."""
    slots = len(thresholds)
    edges = np.zeros((slots, MOST_VARIANTS + 1), dtype=np.float64)
    edges[:, 1:-1] = thresholds
    edges[:, -1] = GRID
    law: Floats = np.diff(edges, axis=1) / GRID
    law.setflags(write=False)
    return law


def _check(plan: Plan) -> None:
    """Refuse plans that the code is not defined for."""
    if plan.profile not in {"U", "S"}:
        raise ValueError(f"profile is neither 'U' nor 'S': {plan.profile!r}")
    if len({site.slot for site in plan.sites}) < len(plan.sites):
        raise ValueError("two sites of the plan share a slot")
    for site in plan.sites:
        if not 2 <= site.q <= MOST_VARIANTS:
            raise ValueError(f"slot {site.slot} has {site.q} variants, 2 to 6 possible")
    binary = sum(site.q == 2 for site in plan.sites)
    if plan.profile == "S" and binary < SKEWED_SITES_NEEDED:
        raise CapacityError(
            f"profile 'S' has {binary} sites of two variants, {SKEWED_SITES_NEEDED} needed",
            hint="use profile 'U', which is the better one for shorter documents",
        )
