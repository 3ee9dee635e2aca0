"""Calibration: stated against realised likelihood ratios, over four leak suites.

    python bench/codes_calibration.py [--full] [--trials T] [--innocents I]

On the first suite, the marked memos of the tests, the ratio's weights were chosen. The second, the
sample memo and two pages of `docs/` as the product plans them, showed ratios up to eight times too
large, so that the margin was chosen by which reports doubt them (`canary.codes.evidence`). The
third was held out from both: other texts, one of them under a language of a dozen words. The
fourth was drawn once all was settled: texts of no other suite, all channels, all ways to pool.
Copies are drawn, leaked alone or pooled, and read back; sources and innocents are scored against
each reading.
In a bin of stated log10 ratios the realised one is the share of sources in the bin over the share
of innocents in it. A ratio that is exactly right would equal its own mean over the innocents of the
bin: overstated is a bin whose realised ratio, with its whole 99 % interval, lies below that mean.

Innocents in the high bins are too rare to wait for. Most are therefore drawn with some of their
sites turned to what the leak shows, at several rates, and weighed by the chance of their codeword
over its chance under that mixture (importance sampling by the balance heuristic of E. Veach and
L. Guibas, SIGGRAPH 1995): the weighted share is that of honest draws.
Writes codes_calibration.md and, of the fourth suite, codes_calibration.svg.
"""

import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from bench.codes_errors import interval
from canary import leaks
from canary.codes import biases, stated_log10_lr
from canary.codes.attribution import LN10
from canary.codes.hypotheses import examine
from canary.codes.scores import score_all
from canary.files.documents import open_document, parse
from canary.model import Channel, Plan
from canary.reading import Reader
from canary.workflows.plan import make_plan
from canary.workflows.rendering import replacements
from tests.codes.worlds import chance, draw, packed
from tests.codes.worlds import leak as pooled
from tests.reading.marked import memo, render
from tests.workflows import fake_language

ROOT = Path(__file__).parents[1]
MEMOS = ("harbour", "clinic", "style")
PAGES = ("canary/workflows/samples/memo.txt", "docs/statistics.md", "docs/formats.md")
OTHER_PAGES = ("docs/decisions/alpha-per-case.md", "docs/wordlists.md", "README.md")
LAST_PAGES = ("docs/law-and-fairness.md", "docs/officers-day.md")
AUTHORED = "bench/documents/authored.txt"
PLAIN = ("verbatim", "paste", "rewrap", "upper", "editor", "intercept", "repost", "oral", "redact",
         "newspaper", "paraphrase")  # fmt: skip
CHOSEN_ON = (
    ("retype", {"rate": 0.01}), ("ocr", {"cer": 0.03}), ("ocr", {"cer": 0.08}),
    ("word-edit", {"rate": 0.1}), ("word-edit", {"rate": 0.2}), ("excerpt", {"count": 1}),
    ("excerpt", {"count": 2}), ("excerpt", {"count": 3}), ("quotes", {"count": 2, "words": 12}),
    ("quotes", {"count": 4, "words": 25}), ("synonym-attack", {"rate": 0.5}),
    ("mixed", {"share": 0.7}),
)  # fmt: skip
OTHERS = (
    ("retype", {"rate": 0.02}), ("ocr", {"cer": 0.02}), ("ocr", {"cer": 0.05}),
    ("word-edit", {"rate": 0.05}), ("word-edit", {"rate": 0.15}), ("word-edit", {"rate": 0.3}),
    ("excerpt", {"count": 4}), ("quotes", {"count": 1, "words": 30}),
    ("quotes", {"count": 3, "words": 20}), ("synonym-attack", {"rate": 0.3}),
    ("mixed", {"share": 0.5}),
)  # fmt: skip
EDGES = np.array([-np.inf, -1e-9, 1e-9, 0.5, 1, 1.5, 2, 3, 4, 5, 6.5, np.inf])
RATES = np.array([0, 0.2, 0.4, 0.6, 0.8, 0.95])  # of sites turned to what the leak shows
HEAD = """# Calibration of stated likelihood ratios

Realised: share of sources in a bin over share of innocents in it (by importance sampling), 99 %
interval; overstated: the whole interval lies below the mean stated ratio.
"""
WIDE = 2.576  # standard errors on either side of a 99 % interval


def memos():
    """Yield (name, source, plan, render) of the suite that the weights were chosen on."""
    for name in MEMOS:
        source, sites = memo(name)

        def show(symbols, source=source, sites=sites):
            return render(source, sites, [int(symbols[site.slot]) for site in sites])

        yield name, source, Plan("", "", "U", tuple(sites)), show


def planned(document, plan):
    """Return the source of a planned document, its plan, and how to render it."""

    def show(symbols):
        return document.splice(replacements(plan.sites, bytes(symbols.tolist())))

    return document.text.content, plan, show


def pages(names):
    """Yield the same of pages as the product plans them."""
    for name in names:
        found = make_plan(open_document(ROOT / name))
        yield name, *planned(found.document, found.plan)


def held_out():
    """Yield the same of texts that nothing was chosen on."""
    document = parse(fake_language.MEMO.encode(), name="memo.txt")
    found = fake_language.analyse(document.text, channels=frozenset(Channel))
    yield "memo", *planned(document, Plan("", "", "U", found.sites))
    yield from pages(OTHER_PAGES)


def last():
    """Yield the same of texts that were first read once everything had been chosen."""
    found = make_plan(open_document(ROOT / AUTHORED), authored=True)
    yield AUTHORED, *planned(found.document, found.plan)
    yield from pages(LAST_PAGES)


SUITES = {
    "the weights were chosen on": (
        memos, CHOSEN_ON, ("interleave", "splice", "majority"), (2, 3, 4, 8)),
    "the margin was chosen on": (
        lambda: pages(PAGES), OTHERS, ("interleave", "splice", "majority", "coin"), (2, 3, 5)),
    "held out": (
        held_out, OTHERS, ("interleave", "splice", "majority", "minority"), (2, 3, 4)),
    "drawn last": (
        last, (*CHOSEN_ON, *OTHERS), ("interleave", "splice", "majority", "minority", "coin"),
        (2, 3, 6)),
}  # fmt: skip


def readings(suite, trials):
    """Yield (plan, biases, symbols of the sources, what the leak shows, chance) over a suite."""
    texts, channels, strategies, sizes = SUITES[suite]
    for name, source, plan, show in texts():
        law, reader = biases(plan, b""), Reader(source, plan.sites)
        for channel, parameters in (*((plain, {}) for plain in PLAIN), *channels):
            rng = chance(suite, name, channel, sorted(parameters.items()))
            for trial in range(trials):
                copy = draw(law, rng, 1)
                seed = f"{suite} {name} {channel} {trial}".encode()
                leak = leaks.play(channel, show(copy[0]), seed=seed, **parameters)
                yield plan, law, copy, reader.read(leak), rng
        for strategy in strategies:
            for copies in sizes:
                rng = chance(suite, name, strategy, copies)
                for trial in range(trials):
                    pool = draw(law, rng, copies)
                    text = show(pooled(strategy, pool, plan, rng))
                    seed = f"{suite} {name} {strategy} {copies} {trial}".encode()
                    yield plan, law, pool, reader.read(leaks.play("retype", text, seed=seed)), rng


def turned(law, observed, plan, rng, innocents):
    """Return innocents of which some sites were turned to the reading, and their weights."""
    symbols = draw(law, rng, innocents)
    slots = np.array([plan.sites[i].slot for i in observed.columns], dtype=int)
    rates = rng.choice(RATES, innocents)
    turn = rng.random((innocents, len(slots))) < rates[:, np.newaxis]
    symbols[:, slots] = np.where(turn, observed.symbols, symbols[:, slots])
    match = symbols[:, slots] == observed.symbols
    p = observed.law[np.arange(len(slots)), observed.symbols]
    density = [np.where(match, (p + r * (1 - p)) / p, 1 - r).prod(axis=1) for r in RATES]
    return symbols, 1 / np.mean(density, axis=0)


def collect(suite, trials, innocents):
    """Return by bin: sources, share of innocents, its standard error, mean stated ratio; leaks."""
    bins = len(EDGES) - 1
    true, count = np.zeros(bins, int), 0
    shares, squares, stated = np.zeros(bins), np.zeros(bins), np.zeros(bins)
    for plan, law, copy, seen, rng in readings(suite, trials):
        examination = examine(plan, law, seen, 100)
        symbols, weights = turned(law, examination.observed, plan, rng, innocents)
        scores = score_all(examination, [packed(plan, np.concatenate([copy, symbols]))])
        ratios = np.array([stated_log10_lr(ratio) for ratio in scores.source / LN10])
        true += np.histogram(ratios[: len(copy)], EDGES)[0]
        share = np.histogram(ratios[len(copy) :], EDGES, weights=weights)[0] / innocents
        shares, squares, count = shares + share, squares + share**2, count + 1
        weights = weights * 10 ** ratios[len(copy) :] / innocents
        stated += np.histogram(ratios[len(copy) :], EDGES, weights=weights)[0]
    mean = shares / count
    error = np.sqrt(np.maximum(squares / count - mean**2, 0) / count)
    stated = np.log10(stated / np.maximum(shares, 1e-300))
    return true, mean, error, stated, count


def realised(true, mean, error):
    """Return low, middle and high log10 realised ratio a bin; NaN where nothing was seen."""
    rows = []
    for t, m, e in zip(true.tolist(), mean.tolist(), error.tolist(), strict=True):
        low, high = interval(t, int(true.sum()))
        middle = _log10(t / true.sum()) - _log10(m) if t and m else math.nan
        most, least = m + WIDE * e, max(m - WIDE * e, 0.0)
        rows.append((_log10(low) - _log10(most), middle, _log10(high) - _log10(least)))
    return rows


def _log10(x):
    return math.log10(x) if x > 0 else -math.inf


def table(suite, true, mean, error, stated, count, innocents):
    lines = [
        f"## Suite: {suite}",
        "",
        f"{true.sum()} sources of {count} leaks; {innocents:,} innocents a leak.",
        "",
        "| stated log10 ratio | mean stated | sources | share of innocents | realised | |",
        "|---|---|---|---|---|---|",
    ]
    for b, (low, middle, high) in enumerate(realised(true, mean, error)):
        if not true[b] and not mean[b]:
            continue
        silent = EDGES[b] < 0 < EDGES[b + 1]
        over = not silent and high < stated[b]
        verdict = "states nothing" if silent else "**overstated**" if over else "not overstated"
        shown = f"{middle:.2f} ({low:.2f} … {high:.2f})"
        edges = "0" if silent else f"{max(EDGES[b], 0):.2g} … {EDGES[b + 1]:g}"
        cells = (edges, f"{stated[b]:.2f}", true[b], f"{mean[b]:.2g}", shown, verdict)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def svg(true, mean, error, stated):
    """Return the plot: stated across, realised upwards, the diagonal, and 99 % intervals."""

    def x(value):
        return 60 + 40 * (value + 2)

    def y(value):
        return 510 - 40 * (min(max(value, -2), 10) + 2)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 560" font-size="12">',
        '<rect width="600" height="560" fill="white"/><g font-family="sans-serif">',
        f'<path d="M{x(-2)} {y(-2)}H{x(10)}M{x(-2)} {y(-2)}V{y(10)}" stroke="black"/>',
        f'<path d="M{x(-2)} {y(-2)}L{x(10)} {y(10)}" stroke="grey" stroke-dasharray="4 4"/>',
        '<text x="230" y="550">stated log10 likelihood ratio</text>',
        '<text transform="translate(16 360) rotate(-90)">realised log10 likelihood ratio</text>',
    ]
    for tick in range(-2, 11):
        parts.append(f'<text x="{x(tick) - 6}" y="528">{tick}</text>')
        parts.append(f'<text x="34" y="{y(tick) + 4}">{tick}</text>')
    for b, (low, middle, high) in enumerate(realised(true, mean, error)):
        centre = min(stated[b], 10)
        if true[b]:
            parts.append(
                f'<path d="M{x(centre)} {y(low)}V{y(high)}" stroke="steelblue" stroke-width="2"/>'
            )
        if not math.isnan(middle):
            parts.append(f'<circle cx="{x(centre)}" cy="{y(middle)}" r="4" fill="steelblue"/>')
    return "\n".join([*parts, "</g></svg>"]) + "\n"


def main():
    options = modes.parse(__doc__, trials=(1, 20), innocents=(2000, 5000))
    parts = [HEAD]
    for suite in SUITES:
        *bins, count = collect(suite, options.trials, options.innocents)
        parts.append(table(suite, *bins, count, options.innocents))
    modes.write(options, "codes_calibration.svg", svg(*bins))
    modes.write(options, "codes_calibration.md", "\n".join(parts))


if __name__ == "__main__":
    main()
