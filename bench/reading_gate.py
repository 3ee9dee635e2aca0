"""Reading and scoring together: the gate, and what a few quotes name beside what they hold.

    python bench/reading_gate.py [--trials T] [--every K] [DOCUMENT …]

Gate: 100 copies, `intercept` on the full text, attributed at 1e-6. Quotes: 50 copies, four quotes
of 25 words in foreign prose, attributed at 1e-3; predicted from the sites that lie inside the
quotes (what a perfect reading of them would name). Documents with fewer than 60 sites that survive
retyping (60/K where only every K-th is kept) are left out; without documents the marked memos of
the tests stand in.
"""

import argparse
import hashlib
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.reading_accuracy import documents, present
from canary import codes, leaks
from canary.model import Observation, Outcome, Plan, Reading
from canary.reading import Reader
from tests.reading.marked import render


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
            if s.slot in here
            else Reading(s.slot, Outcome.ERASED)
            for s in sites
        )
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--every", type=int, default=1, help="keep every K-th site")
    parser.add_argument("documents", nargs="*")
    options = parser.parse_args()
    print(
        f"{'document':36} {'sites':>5} {'channel':10} {'trials':>6} {'named':>8} {'wrong':>6}"
        f" {'predicted':>9}"
    )
    for name, source, all_sites in documents(options.documents):
        sites = [s for s in all_sites if s.channel.survives_retyping][:: options.every]
        if len(sites) < 60 // options.every:
            continue
        sites = [replace(site, slot=slot) for slot, site in enumerate(sites)]
        plan = Plan("", "", "U", tuple(sites))
        reader = Reader(source, sites)
        biases = codes.biases(plan, b"bias")
        for channel, parameters, count, alpha in [
            ("intercept", {}, 100, 1e-6), ("quotes", {"count": 4, "words": 25}, 50, 1e-3),
        ]:  # fmt: skip
            named = wrong = predicted = 0
            for trial in range(options.trials):
                words = copies(biases, count, f"{name} {trial // 20}")
                truth = trial % count
                copy = render(source, sites, list(words[truth][: len(sites)]))
                seed = f"{name} {trial}".encode()
                observation = reader.read(leaks.play(channel, copy, seed=seed, **parameters))
                right, other = verdict(plan, biases, observation, words, truth, alpha)
                named, wrong = named + right, wrong + other
                symbols = list(words[truth][: len(sites)])
                here = present(channel, source, sites, symbols, copy, seed, parameters, margin=0)
                ideal = perfect(sites, symbols, here)
                predicted += verdict(plan, biases, ideal, words, truth, alpha)[0]
            n = options.trials
            print(
                f"{name:36} {len(sites):5} {channel:10} {n:6} {100 * named / n:7.2f}% {wrong:6}"
                f" {100 * predicted / n:8.2f}%",
                flush=True,
            )


if __name__ == "__main__":
    main()
