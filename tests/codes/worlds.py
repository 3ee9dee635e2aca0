"""Small worlds to test codes in: plans, copies, what colluders make of them, and readings.

Every sample is keyed, so no run is lucky; tolerances come from `at_most`.
"""

import hashlib
import math

import numpy as np

from canary.codes import biases as biases_of
from canary.codes.packing import layout_of
from canary.model import Channel, Observation, Outcome, Part, Plan, Reading, Site, Span

FALSE_ALARM = 1e-9  # chance that a correct program fails one sampled test
ERASED = 255


def chance(*key):
    """Return a generator keyed by what it is for."""
    seed = hashlib.sha256(repr(key).encode()).digest()
    return np.random.default_rng(np.frombuffer(seed, dtype=np.uint32))


def plan_of(variants, *, per_stretch=10, channels=None, rules=None, private=(), profile="U"):
    """Return a plan with one site for each number of variants, slots in order."""
    sites = []
    for i, q in enumerate(variants):
        span = Span(10 * i, 10 * i + 1)
        channel = channels[i] if channels else Channel.LEXICON
        rule = rules[i] if rules else f"rule-{i}"
        parts = (Part(span, tuple("abcdef"[:q])),)
        sites.append(Site(i, channel, rule, parts, 0, span, i // per_stretch, private=i in private))
    return Plan("", "", profile, tuple(sites))


def mixed_variants(sites, rng):
    """Return 75 % binary, 15 % ternary and 10 % quaternary sites."""
    return [int(q) for q in rng.choice([2, 3, 4], sites, p=[0.75, 0.15, 0.10])]


def world(variants, rng, **options):
    """Return a plan and its biases under a keyed secret."""
    plan = plan_of(variants, **options)
    return plan, biases_of(plan, rng.bytes(32))


def draw(biases, rng, copies):
    """Draw (copies, slots) symbols with the biases' law: codewords without the keyed function."""
    u = rng.integers(0, 2**32, (copies, biases.slots), dtype=np.uint64)
    symbols = np.zeros(u.shape, dtype=np.uint8)
    for column in biases.thresholds.T:
        symbols += u >= column
    return symbols


def leak(strategy, copies, plan, rng, *, flip=0.0):
    """Return the symbols that some copies, pooled by a strategy, show; some flipped."""
    c, m = copies.shape
    sites = np.arange(m)
    variants = np.array([site.q for site in plan.sites])
    if strategy == "interleave":
        shown = copies[rng.integers(0, c, m), sites]
    elif strategy == "splice":
        stretch = np.array([site.stretch for site in plan.sites])
        shown = copies[rng.integers(0, c, stretch.max() + 1)[stretch], sites]
    elif strategy == "coin":
        present = np.stack([(copies == v).any(axis=0) for v in range(6)], axis=1)
        shown = (present * (1 + rng.random((m, 6)))).argmax(axis=1)
    else:
        votes = np.stack([(copies == v).sum(axis=0) for v in range(6)], axis=1)
        votes = votes + rng.random((m, 6)) / 2
        least = np.where(votes >= 1, votes, np.inf).argmin(axis=1)
        shown = votes.argmax(axis=1) if strategy == "majority" else least
    flipped = rng.random(m) < flip
    elsewhere = (shown + rng.integers(1, variants)) % variants
    return np.where(flipped, elsewhere, shown).astype(np.uint8)


def hard(q, symbol):
    """Return a certain reading's likelihood."""
    return tuple(float(v == symbol) for v in range(q))


def reading_of(plan, symbols):
    """Return the observation of symbols shown at the plan's sites; 255 is an erasure."""
    readings = (
        Reading(site.slot, Outcome.ERASED)
        if symbol == ERASED
        else Reading(site.slot, Outcome.OBSERVED, hard(site.q, symbol))
        for site, symbol in zip(plan.sites, symbols, strict=True)
    )
    return Observation(tuple(readings))


def as_words(symbols):
    """Return codewords of (copies, slots) symbols."""
    return [row.tobytes() for row in symbols]


def packed(plan, symbols):
    """Return one packed batch of (copies, slots) symbols."""
    return layout_of(plan).pack(symbols)


def at_most(trials, p):
    """Return the largest count that chance p explains with more than FALSE_ALARM (Chernoff)."""
    low, high = math.floor(trials * p), trials
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _explained(middle, trials, p) else (low, middle - 1)
    return low


def _explained(count, trials, p):
    """Whether trials times the divergence of Bernoulli(count/trials) from Bernoulli(p) is small."""
    x = count / trials
    hit = x * math.log(x / p) if x > 0 else 0.0
    miss = (1 - x) * math.log((1 - x) / (1 - p)) if x < 1 else 0.0
    return trials * (hit + miss) <= -math.log(FALSE_ALARM)
