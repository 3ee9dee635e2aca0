"""Reading speed and memory: synthetic sites on frequent words of a text of 171,000 words.

    python bench/reading_speed.py [--full]

Seconds of the processor, and the peak of memory so far. Writes reading_speed.md.
"""

import re
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import corpus, modes
from canary import leaks
from canary.leaks.attacker import SYNONYMS
from canary.model import Channel, Part, Site, Span
from canary.reading import Reader, leak_shingles, shingles
from tests.reading.marked import drawn, render

_EXTRA = {"the": "this", "of": "about", "that": "", "to": "in order to", "in": "within"}
CHANNELS = [
    ("verbatim", {}), ("retype", {"rate": 0.01}), ("ocr", {"cer": 0.03}),
    ("word-edit", {"rate": 0.2}), ("mixed", {"share": 0.7}), ("paraphrase", {}),
]  # fmt: skip
HEAD = "| | s | right % | wrong % | MB |\n|---|---|---|---|---|"
PAGE = """# Reading speed and memory

`python bench/reading_speed.py --full`: a leak read against its source, a synthetic site in every
six to ten words. Seconds of the processor of one core; MB is the peak of the process so far.

{}"""
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


def clocked(function, *arguments):
    begun = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - begun


def row(label, spent, right="", wrong=""):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = f"| {label} | {spent:.2f} | {right} | {wrong} | {peak} |"
    print(line, flush=True)
    return line


def table(text, words):
    """Rows for the first `words` words of a text, read against themselves."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    words = min(words, len(ends))
    source = text[: ends[words - 1]]
    sites = synthetic(source)
    reader, spent = clocked(Reader, source, sites)
    rows = [row("compiling the source", spent)]
    symbols = drawn(sites, "speed")
    copy = render(source, sites, symbols)
    for name, parameters in CHANNELS:
        leak = leaks.play(name, copy, seed=b"speed", **parameters)
        observation, spent = clocked(reader.read, leak)
        pairs = list(zip(observation.readings, symbols, strict=True))
        right = sum(r.symbol == x for r, x in pairs) / len(pairs)
        wrong = sum(r.symbol not in (None, x) for r, x in pairs) / len(pairs)
        label = f"{name}, {len(leak.split()):,} words"
        rows.append(row(label, spent, f"{100 * right:.1f}", f"{100 * wrong:.2f}"))
    rows.append(row("fives of the source", clocked(shingles, source, sites)[1]))
    rows.append(row("fives of the leak", clocked(leak_shingles, copy)[1]))
    return "\n".join([f"## {words:,} words, {len(sites):,} sites\n", HEAD, *rows, ""])


def main():
    options = modes.parse(__doc__, longest=(20_000, 200_000))
    text = corpus.LONG.read_text(errors="replace")
    tables = [table(text, words) for words in (1_500, options.longest // 4, options.longest)]
    modes.write(options, "reading_speed.md", PAGE.format("\n".join(tables)))


if __name__ == "__main__":
    main()
