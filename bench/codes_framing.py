"""Framing and pooling: what somebody can do to point at a third, and who is named after a pool.

    python bench/codes_framing.py [--full] [--trials T]

The forger knows the program, all sites and variants, holds up to three copies of their own and
has seen some sites of the target's copy (a photographed page); keys are unknown to them. Writes
codes_framing.md and codes_pools.md.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary.codes import attribute
from tests.codes.worlds import as_words, chance, draw, leak, mixed_variants, reading_of, world

SITES, COPIES, ALPHA = 120, 100, 1e-6
SEEN = (0, 10, 20, 30, 40, 60)
TARGET = 99


def forged(how, own, target, seen, plan, rng):
    """Return a text that shows the target's variants where they were seen."""
    shown = np.full(SITES, 255, np.uint8)
    if how == "redrawn":
        shown = draw_like(plan, rng)
    elif how != "left out":
        shown = leak("interleave", own, plan, rng)
    shown[seen] = target[seen]
    return shown


def draw_like(plan, rng):
    return rng.integers(0, [site.q for site in plan.sites]).astype(np.uint8)


STRATEGIES = {
    "only the words that were seen": ("left out", 1),
    "elsewhere the forger's own copy": ("own", 1),
    "elsewhere two own copies mixed": ("own", 2),
    "elsewhere three own copies mixed": ("own", 3),
    "elsewhere every site redrawn": ("redrawn", 1),
}


def framing(strategy, seen, trials):
    """Shares of forgeries that name the target, an own copy of the forger, anybody else."""
    how, held = STRATEGIES[strategy]
    rng = chance("framing", strategy, seen)
    outcomes = np.zeros(3)
    for _ in range(trials):
        plan, law = world(mixed_variants(SITES, rng), rng)
        copies = draw(law, rng, COPIES)
        page = rng.integers(0, SITES - seen + 1) + np.arange(seen)
        shown = forged(how, copies[:held], copies[TARGET], page, plan, rng)
        found = attribute(plan, law, reading_of(plan, shown), as_words(copies), alpha=ALPHA)
        named = {c.copy for c in found.candidates if c.attributed}
        own = set(range(held))
        outcomes += (TARGET in named, bool(named & own), bool(named - own - {TARGET}))
    return outcomes / trials


def framing_table(options):
    trials = options.trials
    lines = [
        "# Framing: what pointing at a third takes",
        "",
        f"{COPIES} copies of {SITES} sites (75 % q = 2, 15 % q = 3, 10 % q = 4), alpha 1e-6,",
        f"{trials} forgeries a row. A page of the target's copy with so many sites was seen.",
        "",
        "| the forged text shows | sites seen | target named | own copy named | anybody else |",
        "|---|---|---|---|---|",
    ]
    for strategy in STRATEGIES:
        for seen in SEEN[1:] if STRATEGIES[strategy][0] == "left out" else SEEN:
            cells = " | ".join(f"{100 * share:.1f} %" for share in framing(strategy, seen, trials))
            lines.append(f"| {strategy} | {seen} | {cells} |")
    modes.write(options, "codes_framing.md", "\n".join(lines) + "\n")


def pool(strategy, sources, sites, copies, *, trials, alpha, search, mixed):
    """Shares of pools with all sources named, with one at least, with an innocent."""
    rng = chance("pool", strategy, sources, sites, mixed)
    outcomes = np.zeros(3)
    for _ in range(trials):
        plan, law = world(mixed_variants(sites, rng) if mixed else [2] * sites, rng)
        symbols = draw(law, rng, copies)
        shown = leak(strategy, symbols[:sources], plan, rng, flip=0.02)
        seen, words = reading_of(plan, shown), as_words(symbols)
        found = attribute(plan, law, seen, words, alpha=alpha, coalition=search)
        named = {c.copy for c in found.candidates if c.attributed}
        everyone = set(range(sources))
        outcomes += (everyone <= named, bool(everyone & named), bool(named - everyone))
    return outcomes / trials


def washing(private, sites, *, trials, alpha):
    """Shares of washed copies named rightly and wrongly."""
    rng = chance("washing", private, sites)
    outcomes = np.zeros(2)
    for _ in range(trials):
        hidden = range(sites - private, sites)
        plan, law = world([2] * sites, rng, private=hidden)
        copies = draw(law, rng, COPIES)
        shown = np.r_[draw_like(plan, rng)[: sites - private], copies[0, sites - private :]]
        found = attribute(plan, law, reading_of(plan, shown), as_words(copies), alpha=alpha)
        named = {c.copy for c in found.candidates if c.attributed}
        outcomes += (0 in named, bool(named - {0}))
    return outcomes / trials


def pools_table(options):
    trials = options.trials
    lines = [
        "# Pools of copies, and washed copies",
        "",
        f"2 % flips; mix: 75 % q = 2, 15 % q = 3, 10 % q = 4; {trials} leaks a row.",
        "",
        "| pool | sites | copies | alpha | search | all named | one at least | an innocent |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for strategy, sources, sites, copies, search in (
        ("interleave", 2, 150, 100, 1),
        ("interleave", 2, 150, 100, 2),
        ("splice", 3, 200, 50, 1),
        ("splice", 3, 200, 50, 3),
        ("majority", 3, 150, 100, 1),
        ("majority", 3, 150, 100, 3),
        ("minority", 3, 60, 100, 1),
        ("minority", 3, 60, 100, 3),
    ):
        for mixed in (False, True):
            row = pool(
                strategy, sources, sites, copies,
                trials=trials, alpha=1e-3, search=search, mixed=mixed,
            )  # fmt: skip
            cells = " | ".join(f"{100 * share:.1f} %" for share in row)
            kind = "mix" if mixed else "binary"
            looked = {1: "one copy", 2: "--coalition 2", 3: "--coalition 3"}[search]
            what = f"{sources} by {strategy} | {sites} {kind} | {copies}"
            lines.append(f"| {what} | 1e-3 | {looked} | {cells} |")
    lines += ["", "| washed | private sites | alpha | right | wrong |", "|---|---|---|---|---|"]
    for private in (20, 30, 40, 50):
        right, wrong = washing(private, 100, trials=trials, alpha=1e-6)
        lines.append(
            f"| 100 less these | {private} | 1e-6 | {100 * right:.1f} % | {100 * wrong:.1f} % |"
        )
    modes.write(options, "codes_pools.md", "\n".join(lines) + "\n")


def main():
    options = modes.parse(__doc__, trials=(20, 200))
    framing_table(options)
    pools_table(options)


if __name__ == "__main__":
    main()
