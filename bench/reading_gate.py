"""Reading and scoring together: the gate, and what a few quotes name beside what they hold.

    python bench/reading_gate.py intercept|quotes [--trials T] [--authored] [DOCUMENT …]

intercept: 100 copies, the full text, attributed at 1e-6. quotes: 50 copies, four quotes of 25
words in foreign prose, attributed at 1e-3; predicted from the sites that lie inside the quotes
(what a perfect reading of them would name; the channel keeps no spacing). The plans are those of
`canary plan`; documents with fewer than 60 sites that survive retyping are left out. Without
documents: the marked memos of the tests, with one site in two.
"""

import argparse
import hashlib
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.reading_accuracy import present
from canary import codes, leaks
from canary.files.documents import open_document
from canary.model import Channel, Observation, Outcome, Plan, Reading
from canary.reading import Reader
from canary.workflows.plan import make_plan
from tests.reading.marked import memo, render

LEAST = 60  # sites that survive retyping
SETTINGS = {
    "intercept": ({}, 100, 1e-6),
    "quotes": ({"count": 4, "words": 25}, 50, 1e-3),
}  # fmt: skip


def plans(paths, *, authored):
    for path in paths:
        planned = make_plan(open_document(Path(path)), authored=authored)
        yield Path(path).name, planned.document.text.content, planned.plan
    for name in () if paths else ("harbour", "clinic"):
        source, sites = memo(name)
        kept = [replace(site, slot=slot) for slot, site in enumerate(sites[::2])]
        yield name, source, Plan("", "", "U", tuple(kept))


def copies(biases, count, seed):
    keys = [hashlib.sha256(f"{seed} {j}".encode()).digest() for j in range(count)]
    return [codes.codeword(key, biases) for key in keys]


def verdict(plan, biases, observation, words, truth, alpha):
    found = codes.attribute(plan, biases, observation, words, alpha=alpha, keep=5)
    named = [candidate.copy for candidate in found.candidates if candidate.attributed]
    return truth in named, any(copy != truth for copy in named)


def perfect(sites, symbols, here):
    """The observation that shows the sites of `here` as they are and nothing else."""
    return Observation(
        tuple(
            Reading(
                s.slot, Outcome.OBSERVED, tuple(float(v == symbols[s.slot]) for v in range(s.q))
            )
            if s.slot in here and s.channel is not Channel.SPACING
            else Reading(s.slot, Outcome.ERASED)
            for s in sites
        )
    )


def play(name, source, plan, channel, trials):
    parameters, count, alpha = SETTINGS[channel]
    reader = Reader(source, plan.sites)
    biases = codes.biases(plan, b"bias")
    named = wrong = predicted = 0
    for trial in range(trials):
        words = copies(biases, count, f"{name} {trial // 20}")
        truth = trial % count
        symbols = list(words[truth][: len(plan.sites)])
        copy = render(source, plan.sites, symbols)
        seed = f"{name} {trial}".encode()
        observation = reader.read(leaks.play(channel, copy, seed=seed, **parameters))
        right, other = verdict(plan, biases, observation, words, truth, alpha)
        named, wrong = named + right, wrong + other
        here = present(channel, source, plan.sites, symbols, copy, seed, parameters, margin=0)
        ideal = perfect(plan.sites, symbols, here)
        predicted += verdict(plan, biases, ideal, words, truth, alpha)[0]
    return named, wrong, predicted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("channel", choices=SETTINGS)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--authored", action="store_true")
    parser.add_argument("documents", nargs="*")
    options = parser.parse_intermixed_args()
    print(
        f"{'document':36} {'sites':>5} {'retyping':>8} {'trials':>6} {'named':>8} {'missed':>6}"
        f" {'wrong':>6} {'predicted':>9}"
    )
    for name, source, plan in plans(options.documents, authored=options.authored):
        surviving = sum(site.channel.survives_retyping for site in plan.sites)
        if options.documents and surviving < LEAST:
            continue
        n = options.trials
        named, wrong, predicted = play(name, source, plan, options.channel, n)
        print(
            f"{name:36} {len(plan.sites):5} {surviving:8} {n:6} {100 * named / n:7.2f}%"
            f" {n - named:6} {wrong:6} {100 * predicted / n:8.2f}%",
            flush=True,
        )


if __name__ == "__main__":
    main()
