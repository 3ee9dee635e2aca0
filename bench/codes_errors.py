"""Family-wise error realised against alpha, over simulated readings of every adversarial kind.

    python bench/codes_errors.py [--full] [--trials T] [--deep D] [--long L]

Each trial draws fresh copies, makes one reading and decodes it; an error is a trial in which a
copy that had no part in the text is attributed. Intervals are exact (Clopper and Pearson, 99 %);
alpha has to lie above their lower end. Some kinds are tried again with texts so long that most of
BLK's weight is left to G. Writes codes_errors.md.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary.codes import coalitions
from canary.codes.given import name_further
from canary.codes.hypotheses import LONG_SHARE, examine
from canary.codes.scores import score_all
from tests.codes.worlds import chance, draw, leak, packed, reading_of, world

COPIES, PRIVATE = 20, 12
VARIANTS = [2] * 30 + [3] * 6 + [4] * 4
LONG = 5  # times as many sites
ALPHAS = (0.05, 1e-3)
BATCH = 500  # trials scored together


# kind: how many of the first copies had part in the text
KINDS = {
    "the source itself, or a draft of it": 0,
    "a tool's house style, the last variant everywhere": 0,
    "a copy that was never registered": 0,
    "two copies, site by site": 2,
    "three copies, stretch by stretch": 3,
    "three copies, the rarest variant": 3,
    "five copies, the commonest variant": 5,
    "one copy, washed but for its private sites": 1,
    "one copy, each of its variants avoided": 1,
}


IN_LONG_TEXTS = (
    "a copy that was never registered",
    "two copies, site by site",
    "three copies, stretch by stretch",
)


def make(kind, plan, law, copies, rng):
    """Return the symbols that a text of the kind shows."""
    variants = variants_of(plan)
    match kind.split(",")[0], kind.rsplit(", ", maxsplit=1)[-1]:
        case "the source itself", _:
            return np.zeros(len(variants), np.uint8)
        case "a tool's house style", _:
            return (variants - 1).astype(np.uint8)
        case "a copy that was never registered", _:
            return draw(law, rng, 1)[0]
        case "one copy", "washed but for its private sites":
            return np.r_[draw(law, rng, 1)[0, :-PRIVATE], copies[0, -PRIVATE:]]
        case "one copy", _:
            return ((copies[0] + 1) % variants).astype(np.uint8)
        case _, how:
            return leak(POOLING[how], copies[: KINDS[kind]], plan, rng, flip=0.02)


POOLING = {
    "site by site": "interleave",
    "stretch by stretch": "splice",
    "the rarest variant": "minority",
    "the commonest variant": "majority",
}


def variants_of(plan):
    return np.array([site.q for site in plan.sites])


def count(kind, trials, *, deep=False, times=1):
    """Trials in which an innocent was attributed, for each alpha; `times` as many sites."""
    rng = chance("errors", kind, deep, *([times] if times > 1 else []))
    sites = times * len(VARIANTS)
    plan, law = world(VARIANTS * times, rng, per_stretch=8, private=range(sites - PRIVATE, sites))
    examination = examine(plan, law, reading_of(plan, np.zeros(sites, np.uint8)), COPIES)
    if times > 1:
        assert examination.weights[1] == LONG_SHARE, "the text is too short"
    wrong = np.zeros(len(ALPHAS), dtype=int)
    for start in range(0, trials, BATCH):
        batch = [relabelled(kind, plan, law, rng) for _ in range(min(BATCH, trials - start))]
        words = packed(plan, np.concatenate(batch))
        scores = score_all(examination, [words])
        for first in range(0, len(scores), COPIES):
            p = (deep_p if deep else plain_p)(examination, scores, words, first)
            wrong += [bool((p[KINDS[kind] :] <= alpha).any()) for alpha in ALPHAS]
    return wrong


def relabelled(kind, plan, law, rng):
    """Fresh copies beside a text of the kind, its variant named 0 at every site.

    All variants of a site are equally likely, so names make no difference, and one examination
    serves all trials.
    """
    copies = draw(law, rng, COPIES)
    shown = make(kind, plan, law, copies, rng).astype(int)
    return ((copies - shown) % variants_of(plan)).astype(np.uint8)


def plain_p(examination, scores, _, first):
    """Adjusted p-values of the plain search for the copies of one trial."""
    p = np.minimum(COPIES * scores.p_value[first : first + COPIES], 1.0)
    mine = (scores.promising >= first) & (scores.promising < first + COPIES)
    promising, words = scores.promising[mine] - first, scores.words[:, mine]
    one = replace(scores, promising=promising, words=words)
    name_further(examination, one, p, alpha=max(ALPHAS))
    return p


def deep_p(examination, scores, words, first):
    """Adjusted p-values of a search for coalitions of three."""
    p, mine = scores.p_value[first : first + COPIES], words[:, first : first + COPIES]
    return coalitions(examination, p, mine, alpha=max(ALPHAS), size=3).p_adjusted


def interval(hits, trials, confidence=0.99):
    """Clopper and Pearson's exact interval."""
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - _at_most(hits - 1, trials, p), tail)
    high = 1.0 if hits == trials else _solve(lambda p: 1 - _at_most(hits, trials, p), 1 - tail)
    return low, high


def _at_most(hits, trials, p):
    """P(at most so many of a binomial)."""
    k = np.arange(1, hits + 1)
    ratios = np.cumsum(np.log((trials - k + 1) / k) + np.log(p) - np.log1p(-p))
    start = trials * np.log1p(-p)
    return float(np.exp(start) + np.exp(start + ratios).sum())


def _solve(rising, target):
    low, high = 1e-12, 1 - 1e-12
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return low


def row(kind, trials, *, deep=False, times=1):
    cells = []
    for alpha, hits in zip(ALPHAS, count(kind, trials, deep=deep, times=times), strict=True):
        low, high = interval(int(hits), trials)
        verdict = "within" if low <= alpha else "**ABOVE**"
        cells.append(f"{hits / trials:.5f} ({low:.5f}–{high:.5f}) {verdict}")
    search = "three" if deep else "one copy"
    text = f"{kind}; {times} times as long" if times > 1 else kind
    return f"| {text} | {search} | {trials:,} | " + " | ".join(cells) + " |"


def main():
    options = modes.parse(__doc__, trials=(1000, 100_000), deep=(1000, 100_000), long=(200, 25_000))
    lines = [
        "# Family-wise error realised against alpha",
        "",
        f"{COPIES} copies of {len(VARIANTS)} sites (30 binary, 6 ternary, 4 quaternary; {PRIVATE}",
        "private); G, BLK and PRIV active, with equal weights; in the long texts BLK has",
        f"{LONG_SHARE:g}. An error: a copy without part in the text is attributed.",
        "In brackets the exact 99 % interval.",
        "",
        "| text | search for | decodes | at alpha 0.05 | at alpha 0.001 |",
        "|---|---|---|---|---|",
    ]
    for deep, trials in ((False, options.trials), (True, options.deep)):
        for kind in KINDS:
            lines.append(row(kind, trials, deep=deep))
            print(lines[-1], flush=True)
    for kind in IN_LONG_TEXTS:
        lines.append(row(kind, options.long, times=LONG))
        print(lines[-1], flush=True)
    modes.write(options, "codes_errors.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
