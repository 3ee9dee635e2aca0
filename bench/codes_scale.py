"""Scale: one leak against a million copies, from keys and from the cache.

    python bench/codes_scale.py [--copies N] [--sites M]

Cold derives every codeword from its key (two HMACs and SHAKE256, streaming), scores and names;
warm checks and scores the packed cache. Peak memory is that of the process. Writes
bench/results/codes_scale.md.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from canary.codes import (
    attribute,
    codeword,
    codewords,
    pack,
    parse_packed,
    print_packed,
)
from canary.crypto import hmac_sha256
from tests.codes.worlds import chance, leak, reading_of, world

RESULT = Path(__file__).parent / "results" / "codes_scale.md"
KEY = b"k" * 32


def word_keys(copies):
    """The derivation of docs/formats.md: a seed a copy, and from it the key of its word."""
    for i in range(copies):
        seed = hmac_sha256(KEY, b"canary/v1/copy\0" + i.to_bytes(32, "big"))
        yield hmac_sha256(seed, b"canary/v1/word")


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(action):
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def measure(copies, sites):
    rng = chance("scale", sites)
    plan, law = world([2] * sites, rng)
    source = copies // 3
    key = next(key for i, key in enumerate(word_keys(source + 1)) if i == source)
    word = np.frombuffer(codeword(key, law), np.uint8)
    seen = reading_of(plan, leak("interleave", word[np.newaxis], plan, rng, flip=0.02))
    found, cold = timed(
        lambda: attribute(
            plan, law, seen, codewords(word_keys(copies), law), alpha=1e-6, family=copies
        )
    )
    peak = megabytes()
    raw = print_packed(pack(codewords(word_keys(copies), law), plan, law), plan, key=KEY)

    def from_cache():
        return attribute(plan, law, seen, parse_packed(raw, plan, key=KEY), alpha=1e-6)

    again, warm = timed(from_cache)
    assert found == again
    named = [c.copy for c in found.candidates if c.attributed]
    right = "yes" if named == [source] else "nobody" if not named else "NO"
    cells = (f"{copies:,}", sites, f"{cold:.1f}", f"{peak:.0f}", f"{warm:.2f}")
    return "| " + " | ".join(map(str, (*cells, f"{len(raw) / 1e6:.0f}", right))) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=1_000_000)
    parser.add_argument("--sites", type=int, nargs="+", default=[30, 300])
    options = parser.parse_args()
    lines = [
        "# Scale: one leak against all copies",
        "",
        "Two cores; wanted for 1,000,000 × 300: cold ≤ 15 s and ≤ 500 MB, warm ≤ 1 s.",
        "",
        "| copies | sites | cold, s | peak, MB | warm, s | cache, MB | the right copy |",
        "|---|---|---|---|---|---|---|",
    ]
    for sites in options.sites:
        lines.append(measure(options.copies, sites))
        print(lines[-1], flush=True)
    RESULT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
