"""Finding a leak's document among many: share found, by length of the leak, and false matches.

    python bench/reading_identify.py PROSE_DIRECTORY

The prose is cut into documents of 350 words, each with synthetic sites; every tenth stays outside
the index as unrelated text of the same trade.
"""

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.reading_speed import synthetic
from canary import leaks
from canary.reading import leak_shingles, needed_hits, shingles
from tests.reading.marked import drawn, render

WORDS = 350


def documents(folder):
    for path in sorted(Path(folder).glob("*.txt")):
        words = path.read_text(errors="replace").split()
        for start in range(0, len(words) - WORDS, WORDS):
            yield " ".join(words[start : start + WORDS])


def best(index, leak):
    hits = Counter()
    for shingle in leak_shingles(leak):
        hits.update(index.get(shingle, ()))
    needed = needed_hits(len(leak.split()))
    return [number for number, count in hits.most_common(3) if count >= needed]


def main():
    index, kept, outside = defaultdict(list), [], []
    begun, rows = time.perf_counter(), 0
    for number, text in enumerate(documents(sys.argv[1])):
        if number % 10 == 9:
            outside.append(text)
            continue
        sites = synthetic(text)
        for shingle in shingles(text, sites):
            index[shingle].append(number)
            rows += 1
        kept.append((number, text, sites))
    spent = time.perf_counter() - begun
    print(
        f"{len(kept)} documents of {WORDS} words, {rows / len(kept):.0f} shingles each,"
        f" {1000 * spent / len(kept):.1f} ms each"
    )
    print(f"{'leak':24} {'trials':>6} {'first':>8} {'missed':>8} {'others':>8}")
    for label, length, channel in [
        ("15 words", 15, "verbatim"), ("25 words", 25, "verbatim"), ("50 words", 50, "verbatim"),
        ("150 words", 150, "verbatim"), ("25 words, retyped", 25, "retype"),
        ("50 words, ocr 3 %", 50, "ocr"), ("150 words, intercept", 150, "intercept"),
    ]:  # fmt: skip
        counts = Counter()
        for number, text, sites in kept[:: max(1, len(kept) // 500)]:
            words = render(text, sites, drawn(sites, f"{number}")).split()
            start = number * 7919 % (len(words) - length)
            leak = " ".join(words[start : start + length])
            found = best(index, leaks.play(channel, leak, seed=str(number).encode()))
            counts["trials"] += 1
            counts["first"] += found[:1] == [number]
            counts["missed"] += number not in found
            counts["others"] += any(other != number for other in found)
        n = counts["trials"]
        print(
            f"{label:24} {n:6} "
            + " ".join(f"{100 * counts[k] / n:7.2f}%" for k in ("first", "missed", "others"))
        )
    false = sum(bool(best(index, text)) for text in outside)
    print(f"unrelated, same trade    {len(outside):6} matched {false}")


if __name__ == "__main__":
    main()
