"""Null trials of the likelihood ratio: how high innocents get, over a hundred million of them.

    python bench/codes_validation.py [--full] [--readings R] [--innocents I]

Each reading is of another kind of text that an innocent had no part in; fresh innocents are scored
against it. What they reach caps what a report may state (`canary.codes.validation`). Writes
codes_validation.md.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary.codes.attribution import LN10
from canary.codes.hypotheses import examine
from canary.codes.scores import score_all
from canary.model import Channel
from tests.codes.worlds import chance, draw, leak, mixed_variants, packed, reading_of, world

POWERS = range(1, 8)
KINDS = ("one copy", "two copies", "three spliced", "minority of three", "the source", "an excerpt")


def text(kind, plan, law, rng):
    """Return what a text of the kind shows."""
    copies = draw(law, rng, 3)
    match kind:
        case "two copies":
            return leak("interleave", copies[:2], plan, rng, flip=0.02)
        case "three spliced":
            return leak("splice", copies, plan, rng, flip=0.05)
        case "minority of three":
            return leak("minority", copies, plan, rng)
        case "the source":
            return np.zeros(len(plan.sites), np.uint8)
    shown = leak("interleave", copies[:1], plan, rng, flip=0.05)
    if kind == "an excerpt":
        shown[rng.integers(6, 20) :] = 255
    return shown


def scene(rng):
    """Return a plan with single sites, a comma rule and some private sites."""
    sites = int(rng.integers(20, 90))
    channels = [Channel.PUNCTUATION if i % 5 == 0 else Channel.LEXICON for i in range(sites)]
    rules = ["comma" if i % 5 == 0 else "word" for i in range(sites)]
    private = range(0, sites, 4)
    return world(mixed_variants(sites, rng), rng, channels=channels, rules=rules, private=private)


def main():
    options = modes.parse(__doc__, readings=(60, 2000), innocents=(50_000, 50_000))
    rng = chance("validation")
    reached, highest, trials = np.zeros(len(POWERS), dtype=int), -np.inf, 0
    for number in range(options.readings):
        plan, law = scene(rng)
        shown = text(KINDS[number % len(KINDS)], plan, law, rng)
        examination = examine(plan, law, reading_of(plan, shown), 1000)
        innocents = packed(plan, draw(law, rng, options.innocents))
        ratios = score_all(examination, [innocents]).source / LN10
        reached += [int((ratios >= power).sum()) for power in POWERS]
        highest, trials = max(highest, float(ratios.max())), trials + options.innocents
    lines = [
        "# Null trials of the likelihood ratio",
        "",
        f"{trials} innocents scored against {options.readings} readings of texts that they had no",
        f"part in ({', '.join(KINDS)}). The highest log10 ratio was {highest:.2f}.",
        "",
        "| log10 ratio at least | innocents | expected at most |",
        "|---|---|---|",
    ]
    for power, count in zip(POWERS, reached, strict=True):
        lines.append(f"| {power} | {count} | {trials / 10**power:.0f} |")
    modes.write(options, "codes_validation.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
