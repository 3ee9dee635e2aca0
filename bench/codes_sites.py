"""Observed sites needed to name a source with 95 %, in the product's own code path.

    python bench/codes_sites.py [--full] [--trials T]

Only the sources' codewords are simulated: a p-value needs no innocent. For each strategy the share
of leaks with a source attributed is measured on a grid of site counts. For one copy the first count
with 95 % is taken, for pools the count is read off a logistic curve. Beside it stand the
planning table and, for one clean copy, the information limit log2(N/alpha). A count more than 8 %
above the planning table is measured again, with fifty times the trials, at 1.08 times the planned
count: it is marked only if 95 % then lies above the 99 % interval. Profile S has a table of its
own: its counts are never below the 250 sites that it needs. Writes codes_sites.md.
"""

import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from bench.codes_errors import interval
from canary.codes.bias import SKEWED_SITES_NEEDED
from canary.codes.hypotheses import examine
from canary.codes.joint import fair_tail
from canary.codes.scores import score_all
from tests.codes.worlds import chance, draw, leak, mixed_variants, packed, reading_of, world

COLUMNS = [
    (10, 1e-3), (100, 1e-3), (1000, 1e-3), (10_000, 1e-3),
    (100, 1e-6), (1000, 1e-6), (10_000, 1e-6), (1_000_000, 1e-6),
]  # fmt: skip
PLANNED = 6  # the planning table has (10 … 1e4, 1e-3), (100, 1e-6), (1000, 1e-6)
MOST_SITES = 640

# name: strategy, copies, flips, planned for binary sites, planned for the mix
CASES = {
    "one copy, clean": ("interleave", 1, 0.0, (14, 17, 20, 24, 27, 30), (13, 16, 19, 22, 25, 28)),
    "one copy, 2 % flips": (
        "interleave", 1, 0.02, (22, 26, 29, 33, 36, 40), (16, 20, 24, 27, 31, 34)),
    "one copy, 5 % flips": (
        "interleave", 1, 0.05, (26, 34, 38, 42, 50, 58), (22, 26, 31, 35, 39, 44)),
    "one copy, 10 % flips": (
        "interleave", 1, 0.10, (39, 46, 54, 58, 70, 78), (29, 36, 42, 48, 56, 60)),
    "2 per site at random, 2 %": (
        "interleave", 2, 0.02, (85, 105, 130, 160, 180, 190), (70, 85, 105, 120, 140, 160)),
    "2 spliced by paragraph, 2 %": (
        "splice", 2, 0.02, (40, 50, 55, 65, 80, 90), (30, 40, 50, 55, 60, 75)),
    "3 per site, 2 %": (
        "interleave", 3, 0.02, (170, 240, 280, 320, 360, 400), (130, 160, 190, 240, 260, 300)),
    "3 majority, 2 %": (
        "majority", 3, 0.02, (75, 95, 105, 130, 140, 170), (60, 80, 100, 120, 130, 150)),
    "3 coin-flip, 2 %": (
        "coin", 3, 0.02, (340, 380, 480, None, None, None), (180, 240, 300, 340, 400, 480)),
    "3 spliced by paragraph, 2 %": (
        "splice", 3, 0.02, (45, 65, 80, 100, 110, 130), (40, 55, 65, 70, 85, 95)),
    "4 spliced by paragraph, 2 %": (
        "splice", 4, 0.02, (60, 80, 95, 130, 140, 160), (45, 60, 80, 90, 100, 120)),
    "4 per site, 2 %": ("interleave", 4, 0.02, (None,) * 6, (None,) * 6),
    "4 majority, 2 %": ("majority", 4, 0.02, (None,) * 6, (None,) * 6),
}  # fmt: skip


# in profile U the rarest variant of three copies tells nothing of one of them
SKEWED = {
    "3 minority, 2 %": ("minority", 3, 0.02),
    "3 coin-flip, 2 %": ("coin", 3, 0.02),
    "3 per site, 2 %": ("interleave", 3, 0.02),
    "3 majority, 2 %": ("majority", 3, 0.02),
}
SLACK = 1.08  # the planning table's noise


def best_p(plan, law, copies, shown, columns):
    """The smallest p of a source, for each column; N matters through the weights alone."""
    by_weights, found, seen = {}, [], reading_of(plan, shown)
    for family, _ in columns:
        examination = examine(plan, law, seen, family)
        weights = examination.weights
        if weights not in by_weights:
            by_weights[weights] = score_all(examination, [packed(plan, copies)]).p_value.min()
        found.append(by_weights[weights])
    return np.array(found)


def detection(case, mix, sites, trials, profile="U", key="sites", columns=COLUMNS):
    """Share of leaks in which a source is attributed, for each column."""
    strategy, sources, flip, *_ = SKEWED[case] if profile == "S" else CASES[case]
    rng = chance(key, case, mix, sites, *(profile if profile == "S" else ""))
    limits = np.array([alpha / family for family, alpha in columns])
    hits = np.zeros(len(columns))
    for _ in range(trials):
        variants = mixed_variants(sites, rng) if mix else [2] * sites
        plan, law = world(variants, rng, profile=profile)
        copies = draw(law, rng, sources)
        shown = leak(strategy, copies, plan, rng, flip=flip)
        hits += best_p(plan, law, copies, shown, columns) <= limits
    return hits / trials


def needed(case, mix, trials, profile="U"):
    """Sites needed for 95 %, a column each; None beyond the grid."""
    sources, grid, rates = (SKEWED if profile == "S" else CASES)[case][1], [], []
    if profile == "S":
        sites = SKEWED_SITES_NEEDED
    else:
        guess = CASES[case][4 if mix else 3]
        sites = max(8, int(0.7 * guess[0])) if guess[0] else 160
    while sites <= MOST_SITES:
        rates.append(detection(case, mix, sites, trials, profile))
        grid.append(sites)
        if rates[-1].min() > 0.985:
            break
        sites = sites + 1 if sources == 1 else round(sites * 1.08)
    read_off = first if sources == 1 else crossing
    return [read_off(np.array(grid), np.array(rates)[:, c], trials) for c in range(len(COLUMNS))]


def over(case, mix, column, planned, trials):
    """Whether 1.08 times the planned count is too few, and the share detected there."""
    again, sites, one = 50 * trials, int(SLACK * planned + 0.5), COLUMNS[column : column + 1]
    share = detection(case, mix, sites, again, key="again", columns=one)[0]
    return interval(round(share * again), again)[1] < 0.95, share


def first(grid, rate, _):
    """The first count at which 95 % are found: with few sites the rate climbs in steps."""
    return int(grid[np.argmax(rate >= 0.95)]) if rate.max() >= 0.95 else None


def crossing(grid, rate, trials):
    """The first count from which on 95 % are found, on a logistic curve in log sites."""
    if rate.max() < 0.95:
        return None
    if len(set(rate.tolist())) < 3 or rate.min() > 0.9:
        return int(grid[np.argmax(rate >= 0.95)])
    kept = (rate > 0.6) & (rate < 1)
    if kept.sum() < 2:
        return int(grid[np.argmax(rate >= 0.95)])
    x, y = np.log(grid[kept]), np.log(rate[kept] / (1 - rate[kept]))
    weight = np.sqrt(trials * rate[kept] * (1 - rate[kept]))
    slope, offset = np.polyfit(x, y, 1, w=weight)
    if slope <= 0:  # few leaks a point: no curve fits
        return int(grid[np.argmax(rate >= 0.95)])
    log_count = (math.log(19) - offset) / slope
    return math.ceil(math.exp(log_count) - 1e-9) if log_count <= math.log(MOST_SITES) else None


def triple_sites(family, alpha, flip=0.02):
    """Binary sites from which a minority of three is found with 95 % as a triple, by formula."""
    for n in range(10, 400):
        agreed = next(k for k in range(n, -1, -1) if _at_least(n, k, 1 - flip) >= 0.95)
        if math.comb(family, 3) * fair_tail(n, agreed) / 0.05 <= alpha:
            return n
    return None


def _at_least(n, k, p):
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def row(case, mix, trials):
    planned = CASES[case][4 if mix else 3]
    found = needed(case, mix, trials)
    cells = []
    for c, count in enumerate(found):
        plan = planned[c] if c < PLANNED else None
        mark = ""
        if plan and (count is None or count > SLACK * plan + 0.5):
            failed, share = over(case, mix, c, plan, trials)
            mark = f" ({100 * share:.1f} % at 1.08{' **!**' if failed else ''})"
        cells.append(f"{count or f'> {MOST_SITES}'}" + (f" ({plan})" if plan else "") + mark)
    return f"| {case}, {'mix' if mix else 'binary'} | " + " | ".join(cells) + " |"


def skewed_row(case, trials):
    found = needed(case, mix=False, trials=trials, profile="S")
    least = SKEWED_SITES_NEEDED
    cells = [f"≤ {least}" if n == least else str(n or f"> {MOST_SITES}") for n in found]
    return f"| {case} | " + " | ".join(cells) + " |"


def main():
    options = modes.parse(__doc__, trials=(8, 200), skewed=(4, 40))
    heads = [f"{family:,} at {alpha:g}" for family, alpha in COLUMNS]
    limits = [math.log2(family / alpha) for family, alpha in COLUMNS]
    a_mixed_site = 0.75 + 0.15 * math.log2(3) + 0.10 * 2
    triples = [str(triple_sites(f, a)) if f <= 1000 else "not searched" for f, a in COLUMNS]
    rule = "|---" * (1 + len(heads)) + "|"

    def limit_row(kind, bits):
        cells = " | ".join(str(math.ceil(limit / bits)) for limit in limits)
        return f"| information limit, one clean copy, {kind} | {cells} |"

    lines = [
        "# Observed sites needed to name a source with 95 %",
        "",
        f"Full decoder, profile U, {options.trials} leaks a point, seeds fixed; in brackets the",
        "planning table. A count more than 8 % above it was measured again with",
        f"{50 * options.trials:,} leaks at 1.08 times the planned count; the share found there is",
        "given, and **!** says that 95 % lies above its 99 % interval. mix: 75 % q = 2,",
        "15 % q = 3, 10 % q = 4.",
        "",
        "| case | " + " | ".join(heads) + " |",
        rule,
        limit_row("binary", 1),
        limit_row("mix", a_mixed_site),
        "| 3 minority, 2 %, binary: triple search | " + " | ".join(triples) + " |",
    ]
    for case in CASES:
        for mix in (False, True):
            lines.append(row(case, mix, options.trials))
            print(lines[-1], flush=True)
    lines += [
        "",
        "## Profile S",
        "",
        f"Binary sites, of which it needs {SKEWED_SITES_NEEDED} at least; {options.skewed} leaks",
        "a point.",
        "",
        "| case | " + " | ".join(heads) + " |",
        rule,
    ]
    for case in SKEWED:
        lines.append(skewed_row(case, options.skewed))
        print(lines[-1], flush=True)
    modes.write(options, "codes_sites.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
