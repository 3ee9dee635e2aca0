"""Finding a leak's document among many: share found, how many others beside it, and how long.

    python bench/reading_identify.py PROSE_DIRECTORY [--issues N]

The prose is cut into documents of 350 words, each with synthetic sites; every tenth stays outside
the registry as unrelated text of the same trade, and every twentieth is issued again as a second
edition, a word in ten changed. The same words in another order fill up to N issues. Documents are
neighbouring pieces of the same works, so short leaks that are set phrases have several sources.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.reading_speed import synthetic
from canary import leaks
from canary.crypto import SigningKey
from canary.leaks.chance import Chance
from canary.log.commitment import print_hash
from canary.log.note import Signer
from canary.model import Outcome
from canary.reading import Reader, leak_shingles, likely_sources, needed_hits, shingles
from canary.store import Registry
from tests.reading.marked import drawn, render

WORDS = 350
TRIALS = 500
KEY = b"bench"
SIGNER = Signer("bench", SigningKey(bytes(32)))
LEAKS = [
    ("15 words", [15], "verbatim"), ("25 words", [25], "verbatim"), ("50 words", [50], "verbatim"),
    ("150 words", [150], "verbatim"), ("25 words, retyped", [25], "retype"),
    ("50 words, ocr 3 %", [50], "ocr"), ("150 words, intercept", [150], "intercept"),
    ("25 + 100 words of two", [25, 100], "retype"), ("1,400 words of four", [350] * 4, "retype"),
]  # fmt: skip


def documents(folder):
    for path in sorted(Path(folder).glob("*.txt")):
        words = path.read_text(errors="replace").split()
        for start in range(0, len(words) - WORDS, WORDS):
            yield " ".join(words[start : start + WORDS])


def fillers(texts, count):
    for number in range(count):
        chance = Chance(f"filler {number}".encode())
        yield " ".join(chance.shuffled(texts[number % len(texts)].split()))


def name(number):
    return f"{number:032x}"


def prints(text):
    return {print_hash(KEY, shingle) for shingle in shingles(text, synthetic(text))}


def identify(registry, leak):
    needed = needed_hits(len(leak.split()))
    printed = {print_hash(KEY, shingle): shingle for shingle in leak_shingles(leak)}
    found = registry.lookup_prints(printed, least=needed, most=100)
    return likely_sources({k: {printed[h] for h in v} for k, v in found.items()}, needed)


def fill(registry, texts):
    with registry.transaction(SIGNER, [SIGNER.verifier]) as transaction:
        for number, text in texts:
            transaction.put_prints(name(number), prints(text))
        transaction.append("export", {"what": "bench", "time": 1})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("prose")
    parser.add_argument("--issues", type=int, default=10_000)
    options = parser.parse_args()
    texts = dict(enumerate(documents(options.prose)))
    outside = [texts.pop(number) for number in list(texts) if number % 10 == 9]
    editions = {
        number + 10**6: leaks.play("word-edit", text, seed=b"edition", rate=0.1)
        for number, text in texts.items()
        if number % 20 == 0
    }
    rest = enumerate(
        fillers(list(texts.values()), options.issues - len(texts) - len(editions)), 2 * 10**6
    )
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry.create(Path(folder) / "registry.db", "canary.registry/bench")
        begun = time.perf_counter()
        fill(registry, [*texts.items(), *editions.items(), *rest])
        spent = time.perf_counter() - begun
        print(
            f"{options.issues} issues of {WORDS} words, {len(texts)} of prose and"
            f" {len(editions)} second editions; {1000 * spent / options.issues:.1f} ms an issue"
        )
        table(registry, texts, editions)
        unrelated(registry, texts | editions, outside)
        registry.close()


def table(registry, texts, editions):
    print(
        f"{'leak':24} {'trials':>6} {'all found':>9} {'first':>8} {'sources':>8}"
        f" {'editions':>8} {'ms':>6} {'worst':>6}"
    )
    numbers = list(texts)
    step = max(1, len(numbers) // TRIALS)
    for label, lengths, channel in LEAKS:
        trials = found = first = sources = both = revised = 0
        times = []
        for at in range(0, len(numbers) - 4 * 7, step):
            truth = numbers[at : at + 7 * len(lengths) : 7]
            leak = " ".join(
                excerpt(texts[number], number, length, channel)
                for number, length in zip(truth, lengths, strict=True)
            )
            begun = time.perf_counter()
            named = identify(registry, leak)
            times.append(1000 * (time.perf_counter() - begun))
            trials += 1
            found += all(name(number) in named for number in truth)
            first += named[:1] in [[name(number)] for number in truth]
            sources += len(named)
            if truth[0] + 10**6 in editions and len(lengths) == 1:
                revised += 1
                both += name(truth[0] + 10**6) in named
        print(
            f"{label:24} {trials:6} {100 * found / trials:8.2f}% {100 * first / trials:7.2f}%"
            f" {sources / trials:8.2f} {both:4}/{revised:<3} {sum(times) / trials:6.1f}"
            f" {max(times):6.1f}"
        )


def excerpt(text, number, length, channel):
    sites = synthetic(text)
    words = render(text, sites, drawn(sites, f"{number}")).split()
    start = number * 7919 % max(1, len(words) - length)
    leak = " ".join(words[start : start + length])
    return leaks.play(channel, leak, seed=str(number).encode())


def unrelated(registry, texts, outside):
    matched = seen = 0
    for text in outside:
        named = [int(issue, 16) for issue in identify(registry, text)]
        matched += bool(named)
        seen += any(observed(texts[number], text) for number in named if number in texts)
    print(f"unrelated, same trade: {len(outside)} texts, {matched} matched, {seen} show a site")


def observed(source, leak):
    return Reader(source, synthetic(source)).read(leak).count(Outcome.OBSERVED)


if __name__ == "__main__":
    main()
