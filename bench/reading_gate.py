"""Reading and scoring together: the gate, and what a few quotes name beside what they hold.

    python bench/reading_gate.py [--full] [--trials T] [--quoted Q]

The gate: 100 copies of every corpus document with at least 60 sites that survive retyping, the
full text through `intercept`, attributed at 1e-6; T trials over all of them. Quotes: a document of
authored alternatives, 16 per 100 words, 50 copies, four quotes of 25 words in foreign prose,
attributed at 1e-3; predicted from the sites that lie inside the quotes (what a perfect reading of
them would name; the channel keeps no spacing). The plans are those of `canary plan`. Writes
reading_gate.md.
"""

import hashlib
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import corpus, modes
from bench.reading_accuracy import present
from canary import codes, leaks
from canary.files.documents import open_document
from canary.model import Channel, Observation, Outcome, Reading
from canary.reading import Reader
from canary.workflows.plan import make_plan
from tests.reading.marked import render

LEAST = 60  # sites that survive retyping
TABLE = """# The gate, and quotes

`python bench/reading_gate.py --full`. Missed: trials in which the copy that leaked is not
attributed. Wrong: trials in which another one is. Predicted: what a perfect reading would name.

## The founding case: retyped and edited, the full text, 100 copies, alpha 1e-6

Every corpus document with at least 60 sites that survive retyping.

| document | sites | surviving retyping | trials | named | missed | wrong | predicted |
|---|---|---|---|---|---|---|---|
{}

## Four quotes of 25 words, 50 copies, alpha 1e-3

Authored alternatives, 16 per 100 words.

| document | sites | surviving retyping | trials | named | missed | wrong | predicted |
|---|---|---|---|---|---|---|---|
{}
"""
SETTINGS = {
    "intercept": ({}, 100, 1e-6),
    "quotes": ({"count": 4, "words": 25}, 50, 1e-3),
}  # fmt: skip


def plans(paths, *, authored=False):
    for path in paths:
        planned = make_plan(open_document(path), authored=authored)
        yield path.name, planned.document.text.content, planned.plan


def surviving(plan):
    return sum(site.channel.survives_retyping for site in plan.sites)


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


def row(name, source, plan, channel, n):
    named, wrong, predicted = play(name, source, plan, channel, n)
    line = (
        f"| {name} | {len(plan.sites)} | {surviving(plan)} | {n:,} | {100 * named / n:.1f} % |"
        f" {n - named} | {wrong} | {100 * predicted / n:.1f} % |"
    )
    print(line, flush=True)
    return line


def main():
    options = modes.parse(__doc__, trials=(70, 3_000), quoted=(100, 2_000))
    held = [each for each in plans(corpus.DOCUMENTS) if surviving(each[2]) >= LEAST]
    each = math.ceil(options.trials / len(held))
    gate = [row(*document, "intercept", each) for document in held]
    quoted = [
        row(*document, "quotes", options.quoted)
        for document in plans([corpus.AUTHORED], authored=True)
    ]
    modes.write(options, "reading_gate.md", TABLE.format("\n".join(gate), "\n".join(quoted)))


if __name__ == "__main__":
    main()
