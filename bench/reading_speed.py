"""Reading speed: seconds of one core, and memory; synthetic sites on frequent words of a text.

python bench/reading_speed.py TEXT [WORDS …]
"""

import re
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from canary import leaks
from canary.leaks.attacker import SYNONYMS
from canary.model import Channel, Part, Site, Span
from canary.reading import Reader, leak_shingles, shingles
from tests.reading.marked import drawn, render

_EXTRA = {"the": "this", "of": "about", "that": "", "to": "in order to", "in": "within"}
_WORD = re.compile(r"[A-Za-z]+")


def synthetic(text, every=6):
    """A site on the first word with a synonym in every `every` words."""
    sites, since = [], 0
    for match in _WORD.finditer(text):
        since += 1
        other = SYNONYMS.get(match[0].lower()) or _EXTRA.get(match[0].lower())
        if since < every or other is None:
            continue
        since = 0
        span = Span(*match.span())
        part = Part(span, (match[0], other))
        sites.append(Site(len(sites), Channel.LEXICON, "bench", (part,), 0, span, len(sites) // 10))
    return sites


def clocked(label, function, *arguments):
    begun = time.process_time()
    result = function(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{label:28} {time.process_time() - begun:7.2f} s   peak {peak} MB", flush=True)
    return result


def main():
    text = Path(sys.argv[1]).read_text(errors="replace")
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    for count in [int(a) for a in sys.argv[2:]] or [1_500, len(ends)]:
        source = text[: ends[min(count, len(ends)) - 1]]
        sites = synthetic(source)
        print(f"-- {min(count, len(ends))} words, {len(sites)} sites")
        reader = clocked("Reader", Reader, source, sites)
        symbols = drawn(sites, "speed")
        copy = render(source, sites, symbols)
        for name, parameters in [
            ("verbatim", {}), ("retype", {"rate": 0.01}), ("ocr", {"cer": 0.03}),
            ("word-edit", {"rate": 0.2}), ("mixed", {"share": 0.7}), ("paraphrase", {}),
        ]:  # fmt: skip
            leak = leaks.play(name, copy, seed=b"speed", **parameters)
            observation = clocked(name, reader.read, leak)
            pairs = list(zip(observation.readings, symbols, strict=True))
            right = sum(r.symbol == x for r, x in pairs)
            wrong = sum(r.symbol not in (None, x) for r, x in pairs)
            print(f"    right {right / len(pairs):.4f}, wrong {wrong / len(pairs):.4f}")
        clocked("shingles", shingles, source, sites)
        clocked("leak_shingles", leak_shingles, copy)


if __name__ == "__main__":
    main()
