"""Reading accuracy: documents × channels against the known truth.

    python bench/reading_accuracy.py [--trials T] [DOCUMENT …]

Copies are drawn at random, played through a channel and read. A site of the copy is *present* if
the channel keeps its place (for excerpts and quotes: the variant and ten characters on each side
lie inside a passage). Shares of the present sites that are read right, erased (nothing, something
else, or flat) and read wrong (the truth at most half as likely as the best variant), for sites in
words, in signs (punctuation) and in spaces; where a channel makes all white space anew, or drops
all signs, erased is what they should be. *Stray*: sites that are not present and yet read wrong.
Without documents: the marked memos of the tests.
"""

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from canary import leaks
from canary.files.documents import open_document
from canary.leaks.chance import Chance
from canary.leaks.press import quoted_passages
from canary.leaks.prose import sentences
from canary.model import Channel, Outcome
from canary.reading import Reader
from canary.workflows.plan import make_plan
from tests.reading.marked import drawn, memo, render

CHANNELS = [
    ("verbatim", {}), ("paste", {}), ("retype", {"rate": 0.002}), ("retype", {"rate": 0.01}),
    ("rewrap", {}), ("upper", {}), ("clean", {}), ("obfuscate", {}), ("editor", {}),
    ("intercept", {}), ("repost", {}), ("oral", {}), ("ocr", {"cer": 0.002}),
    ("ocr", {"cer": 0.01}), ("ocr", {"cer": 0.03}), ("ocr", {"cer": 0.08}),
    ("scan", {"dpi": 200}), ("photo", {"crop": 0.0}),
    ("word-edit", {"rate": 0.025}), ("word-edit", {"rate": 0.05}), ("word-edit", {"rate": 0.1}),
    ("word-edit", {"rate": 0.2}),
    ("mixed", {"share": 0.7}), ("excerpt", {"count": 1}), ("excerpt", {"count": 3}),
    ("quotes", {"count": 4, "words": 10}), ("quotes", {"count": 4, "words": 25}),
    ("quotes", {"count": 8, "words": 54}), ("synonym-attack", {"rate": 0.5}), ("paraphrase", {}),
    ("null", {}),
]  # fmt: skip


KINDS = ("words", "signs", "spaces")


def kind_of(site):
    if site.channel is Channel.SPACING:
        return "spaces"
    return "signs" if site.channel is Channel.PUNCTUATION else "words"


def documents(paths):
    if not paths:
        return [(name, *memo(name)) for name in ("harbour", "clinic", "style")]
    found = []
    for path in paths:
        planned = make_plan(open_document(Path(path)), channels=None)
        content = planned.document.text.content
        found.append((Path(path).name, content, list(planned.plan.sites)))
        print(f"{Path(path).name}: {len(planned.plan.sites)} sites, {planned.dropped} dropped")
    return found


def passages(name, copy, seed, parameters):
    """The passages a quoting channel takes: the same draws as the channel makes."""
    chance = Chance(name.encode() + b"\0" + seed)
    if name == "excerpt":
        found, count = sentences(copy), parameters["count"]
        start = chance.below(max(1, len(found) - count + 1))
        return [" ".join(found[start : start + count])]
    chance_before = Chance(name.encode() + b"\0" + seed)
    return quoted_passages(copy, chance_before, **parameters)


def present(name, source, sites, symbols, copy, seed, parameters, *, margin=10):
    """Slots whose place a channel keeps, with `margin` characters on each side."""
    if name in ("paraphrase", "null"):
        return set()
    if name not in ("excerpt", "quotes"):
        return {site.slot for site in sites}
    flat = " ".join(copy.split())
    spans = []
    for passage in passages(name, copy, seed, parameters):
        at = flat.find(passage)
        spans.append((at, at + len(passage)))
    places = {site.slot: _place(source, sites, symbols, site) for site in sites}
    return {
        slot
        for slot, (start, end) in places.items()
        if any(low + margin <= start and end + margin <= high for low, high in spans)
    }


def _place(source, sites, symbols, site):
    """Where a site's first variant stands in the flat copy."""
    before = [s for s in sites if s.span.start < site.span.start]
    head = render(source[: site.span.start], before, [symbols[s.slot] for s in before])
    shown = " ".join((head + "|" + site.variants[symbols[site.slot]] + "|").split())
    return len(shown.rpartition("|")[0].rpartition("|")[0]), len(shown) - 2


def judge(reading, symbol):
    if reading.outcome is not Outcome.OBSERVED or min(reading.likelihood) > 0.5:
        return "erased"
    return "right" if reading.likelihood[symbol] > 0.5 else "wrong"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("documents", nargs="*")
    options = parser.parse_args()
    texts = documents(options.documents)
    readers = {name: Reader(source, sites) for name, source, sites in texts}
    head = "".join(f"{kind:>7} {'right':>7} {'erased':>7} {'wrong':>7}" for kind in KINDS)
    print(f"{'channel':34}{head} {'stray':>6} {'ms':>6}")
    for channel, parameters in CHANNELS:
        counts = defaultdict(int)
        spent = 0.0
        shown = 0
        for name, source, sites in texts:
            for trial in range(options.trials):
                symbols = drawn(sites, f"{name} {trial}")
                copy = render(source, sites, symbols)
                seed = f"{name} {trial}".encode()
                leak = leaks.play(channel, copy, seed=seed, **parameters)
                begun = time.perf_counter()
                observation = readers[name].read(leak)
                spent += time.perf_counter() - begun
                here = present(channel, source, sites, symbols, copy, seed, parameters)
                for site, reading in zip(sites, observation.readings, strict=True):
                    kind = kind_of(site)
                    verdict = judge(reading, symbols[site.slot])
                    if site.slot not in here:
                        verdict = "stray" if verdict == "wrong" else "absent"
                    counts[kind, verdict] += 1
                    if verdict in ("wrong", "stray") and shown < options.show:
                        shown += 1
                        print(
                            "   ",
                            name,
                            trial,
                            site.rule,
                            site.variants,
                            symbols[site.slot],
                            reading.likelihood,
                        )
        print(row(channel, parameters, counts, spent / options.trials / len(texts)))


def row(channel, parameters, counts, seconds):
    label = channel + "".join(f" {k}={v}" for k, v in parameters.items())
    line = f"{label:34}"
    for kind in KINDS:
        verdicts = ("right", "erased", "wrong")
        total = sum(counts[kind, v] for v in verdicts)
        shares = [
            f"{100 * counts[kind, v] / total:6.2f}%" if total else "      -" for v in verdicts
        ]
        line += f"{total:7} {' '.join(shares)}"
    stray = sum(counts[kind, "stray"] for kind in KINDS)
    return f"{line} {stray:6} {1000 * seconds:6.1f}"


if __name__ == "__main__":
    main()
