"""Calibration: stated against realised likelihood ratios over the leak suite.

    python bench/codes_calibration.py [--trials T] [--innocents I]

Copies of the marked memos are drawn, leaked through every channel, alone or pooled, and read back;
their sources and many innocents are scored against each reading. In a bin of stated log10 ratios
the realised one is the share of sources in the bin over the share of innocents in it. Overstated
would be a bin whose realised ratio, with its whole 99 % interval, lies below it, or above it where
the bin speaks against the copy.
Writes bench/results/codes_calibration.md and .svg.
"""

import argparse
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.codes_errors import interval
from canary import leaks
from canary.codes import biases
from canary.codes.attribution import LN10, score_all
from canary.codes.hypotheses import examine
from canary.model import Plan
from canary.reading import Reader
from tests.codes.worlds import chance, draw, packed
from tests.codes.worlds import leak as pooled
from tests.reading.marked import memo, render

RESULTS = Path(__file__).parent / "results"
MEMOS = ("harbour", "clinic", "style")
CHANNELS = (
    ("verbatim", {}), ("paste", {}), ("retype", {"rate": 0.01}), ("rewrap", {}), ("upper", {}),
    ("editor", {}), ("intercept", {}), ("repost", {}), ("oral", {}), ("ocr", {"cer": 0.03}),
    ("ocr", {"cer": 0.08}), ("word-edit", {"rate": 0.1}), ("word-edit", {"rate": 0.2}),
    ("redact", {}), ("excerpt", {"count": 1}), ("excerpt", {"count": 2}), ("excerpt", {"count": 3}),
    ("quotes", {"count": 2, "words": 12}), ("quotes", {"count": 4, "words": 25}), ("newspaper", {}),
    ("synonym-attack", {"rate": 0.5}), ("mixed", {"share": 0.7}), ("paraphrase", {}),
)  # fmt: skip
POOLS = tuple(
    (strategy, copies)
    for strategy in ("interleave", "splice", "majority")
    for copies in (2, 3, 4, 8)
)
EDGES = np.array([-1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 5, np.inf])


def readings(trials):
    """Yield (plan, biases, symbols of the sources, what the leak shows, chance) over the suite."""
    for name in MEMOS:
        source, sites = memo(name)
        plan = Plan("", "", "U", tuple(sites))
        law, reader = biases(plan, b""), Reader(source, sites)
        for channel, parameters in CHANNELS:
            rng = chance("calibration", name, channel, sorted(parameters.items()))
            for trial in range(trials):
                copy = draw(law, rng, 1)
                text = render(source, sites, [int(copy[0, site.slot]) for site in sites])
                seed = f"{name} {channel} {trial}".encode()
                leak = leaks.play(channel, text, seed=seed, **parameters)
                yield plan, law, copy, reader.read(leak), rng
        for strategy, copies in POOLS:
            rng = chance("calibration", name, strategy, copies)
            for trial in range(trials):
                pool = draw(law, rng, copies)
                shown = pooled(strategy, pool, plan, rng)
                text = render(source, sites, shown.tolist())
                seed = f"{name} {strategy} {copies} {trial}".encode()
                yield plan, law, pool, reader.read(leaks.play("retype", text, seed=seed)), rng


def collect(trials, innocents):
    """Return histograms over the bins: sources, innocents."""
    true, chances = np.zeros(len(EDGES) - 1), np.zeros(len(EDGES) - 1)
    for plan, law, copy, seen, rng in readings(trials):
        examination = examine(plan, law, seen, 100)
        symbols = np.concatenate([copy, draw(law, rng, innocents)])
        ratios = score_all(examination, [packed(plan, symbols)]).source / LN10
        true += np.histogram(ratios[: len(copy)], EDGES)[0]
        chances += np.histogram(ratios[len(copy) :], EDGES)[0]
    return true.astype(int), chances.astype(int)


def realised(true, chances):
    """Return low, middle and high log10 realised ratio a bin; NaN where nothing was seen."""
    rows = []
    for t, c in zip(true.tolist(), chances.tolist(), strict=True):
        (tl, th), (cl, ch) = interval(t, int(true.sum())), interval(c, int(chances.sum()))
        middle = _log10(t / true.sum()) - _log10(c / chances.sum()) if t and c else math.nan
        rows.append((_log10(tl) - _log10(ch), middle, _log10(th) - _log10(cl)))
    return rows


def _log10(x):
    return math.log10(x) if x > 0 else -math.inf


def table(true, chances):
    lines = [
        "# Calibration of likelihood ratios over the leak suite",
        "",
        f"{true.sum()} sources of leaks of the marked memos: {len(CHANNELS)} channels of one copy,",
        f"{len(POOLS)} kinds of pools, read back by the product; {chances.sum():,} innocents.",
        "Realised: share of sources in the bin over share of innocents in it, 99 % interval.",
        "",
        "| stated log10 ratio | sources | innocents | realised log10 ratio | |",
        "|---|---|---|---|---|",
    ]
    for b, (low, middle, high) in enumerate(realised(true, chances)):
        if not true[b] and not chances[b]:
            continue
        over = high < EDGES[b] or (EDGES[b + 1] <= 0 and low > EDGES[b + 1])
        verdict = "**overstated**" if over else "not overstated"
        shown = f"{middle:.1f} ({low:.1f} … {high:.1f})"
        lines.append(
            f"| {EDGES[b]:g} … {EDGES[b + 1]:g} | {true[b]} | {chances[b]} | {shown} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def svg(true, chances):
    """Return the plot: stated across, realised upwards, the diagonal, and 99 % intervals."""

    def x(value):
        return 60 + 50 * (value + 4)

    def y(value):
        return 510 - 50 * (min(max(value, -4), 6) + 4)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 560" font-size="12">',
        '<rect width="600" height="560" fill="white"/><g font-family="sans-serif">',
        f'<path d="M{x(-4)} {y(-4)}H{x(6)}M{x(-4)} {y(-4)}V{y(6)}" stroke="black"/>',
        f'<path d="M{x(-4)} {y(-4)}L{x(6)} {y(6)}" stroke="grey" stroke-dasharray="4 4"/>',
        '<text x="230" y="550">stated log10 likelihood ratio</text>',
        '<text transform="translate(16 360) rotate(-90)">realised log10 likelihood ratio</text>',
    ]
    for tick in range(-4, 7):
        parts.append(f'<text x="{x(tick) - 6}" y="528">{tick}</text>')
        parts.append(f'<text x="34" y="{y(tick) + 4}">{tick}</text>')
    for b, (low, middle, high) in enumerate(realised(true, chances)):
        centre = (max(EDGES[b], -4) + min(EDGES[b + 1], 6)) / 2
        if true[b] or chances[b]:
            parts.append(
                f'<path d="M{x(centre)} {y(low)}V{y(high)}" stroke="steelblue" stroke-width="2"/>'
            )
        if not math.isnan(middle):
            parts.append(f'<circle cx="{x(centre)}" cy="{y(middle)}" r="4" fill="steelblue"/>')
    return "\n".join([*parts, "</g></svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=25)
    parser.add_argument("--innocents", type=int, default=20_000)
    options = parser.parse_args()
    true, chances = collect(options.trials, options.innocents)
    (RESULTS / "codes_calibration.md").write_text(table(true, chances))
    (RESULTS / "codes_calibration.svg").write_text(svg(true, chances))
    print(table(true, chances))


if __name__ == "__main__":
    main()
