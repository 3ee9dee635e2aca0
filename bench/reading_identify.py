"""Finding a leak's document among many: whether it is read and scored, and how long that takes.

    python bench/reading_identify.py [--full] [--issues N] [--trials T]

The prose (CANARY_PROSE) is cut into documents of 350 words with synthetic sites and 20 copies each;
every tenth stays outside the registry as unrelated text of the same trade, and every twentieth is
issued again as a second edition, a word in ten changed. The same words in another order fill up to
N issues. Leaks are looked up as `decode` does it. *Right*: every document that the leak was cut
from is among those that are then read and scored. *Wrong*: leaks of which a copy is attributed, at
1e-3, that none of the cuts is from. The documents are neighbouring pieces of the same works, and
many hold the same formulas or paragraphs: an excerpt that stands in several belongs to all of them,
and all are scored as one family. *First*: the true one heads the list; *worse*: leaks of which a
document heads it that holds fewer of their words. *Scored*: documents read. *Editions*: the second
edition is found beside the first by its words alone; editions recorded as such are scored together
in any case. T trials a row, of 15 words ten times as many. Writes reading_identify.md.
"""

import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes, prose
from bench.reading_gate import copies
from bench.reading_speed import synthetic
from canary import codes, leaks
from canary.crypto import SigningKey
from canary.leaks.chance import Chance
from canary.log.commitment import print_hash
from canary.log.note import Signer
from canary.model import Outcome, Plan
from canary.reading import Reader, leak_shingles, needed_hits, shingles
from canary.store import Registry
from canary.workflows.issued import match_issues
from tests.reading.marked import render

WORDS = 350
COPIES, ALPHA = 20, 1e-3
SECOND = 10**6  # added to the number of a document: that of its second edition
KEY = b"bench"
SIGNER = Signer("bench", SigningKey(bytes(32)))
LEAKS = [
    ("15 words", [15], "verbatim"), ("25 words", [25], "verbatim"), ("50 words", [50], "verbatim"),
    ("150 words", [150], "verbatim"), ("25 words, retyped", [25], "retype"),
    ("50 words, OCR, CER 3 %", [50], "ocr"), ("150 words, intercept", [150], "intercept"),
    ("25 + 100 words of two, retyped", [25, 100], "retype"),
    ("1,400 words of four, retyped", [350] * 4, "retype"),
]  # fmt: skip
PAGE = """# Finding the document of a leak

`python bench/reading_identify.py --full`; the terms are defined at the top of the script.

{issues:,} issues of {words} words, {prose:,} of prose and {editions} second editions;
{indexing:.1f} ms of the processor an issue to index.

| leak | trials | right | wrong | first | worse | scored | editions | ms to find | slowest |
|---|---|---|---|---|---|---|---|---|---|
{rows}

Unrelated, of the same trade: {unrelated} texts of {words} words, {matched} share formulas with a
document, {attributed} attributed.
"""


class Issued:
    """A document as issued to 20 recipients."""

    def __init__(self, number, text):
        self.text, self.sites = text, synthetic(text)
        self.plan = Plan("", "", "U", tuple(self.sites))
        self.law = codes.biases(self.plan, b"bias %d" % number)
        self.words = copies(self.law, COPIES, number)
        self.reader = Reader(text, self.sites)

    def copy(self, index):
        return render(self.text, self.sites, list(self.words[index][: len(self.sites)]))


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
    """What decode asks: the documents to read, best first."""
    epochs = SimpleNamespace(keys={0: SimpleNamespace(printing=KEY)})
    vault = SimpleNamespace(registry=registry, epochs=epochs)
    found = match_issues(vault, leak_shingles(leak), needed_hits(len(leak.split())))
    return [int(issue, 16) for issue in found]


def fill(registry, texts):
    with registry.transaction(SIGNER, [SIGNER.verifier]) as transaction:
        for number, text in texts:
            transaction.put_prints(name(number), prints(text))
        transaction.append("export", {"what": "bench", "time": 1})


def main():
    options = modes.parse(__doc__, issues=(2_500, 10_000), trials=(50, 500))
    texts = dict(enumerate(documents(prose.ROOT / "develop")))
    outside = [texts.pop(number) for number in list(texts) if number % 10 == 9]
    editions = {
        number + SECOND: leaks.play("word-edit", text, seed=b"edition", rate=0.1)
        for number, text in texts.items()
        if number % 20 == 0
    }
    missing = options.issues - len(texts) - len(editions)
    rest = dict(enumerate(fillers(list(texts.values()), missing), 2 * SECOND))
    everything = texts | editions | rest
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry.create(Path(folder) / "registry.db", "canary.registry/bench")
        begun = time.process_time()
        fill(registry, everything.items())
        spent = time.process_time() - begun
        issued = cache(lambda number: Issued(number, everything[number]))
        rows = [row(registry, list(texts), issued, options.trials, *leak) for leak in LEAKS]
        matched, attributed = unrelated(registry, issued, outside)
        registry.close()
    page = PAGE.format(
        issues=options.issues,
        words=WORDS,
        prose=len(texts),
        editions=len(editions),
        indexing=1000 * spent / options.issues,
        rows="\n".join(rows),
        unrelated=len(outside),
        matched=matched,
        attributed=attributed,
    )
    modes.write(options, "reading_identify.md", page)


def row(registry, numbers, issued, trials, label, lengths, channel):
    trials *= 10 if lengths == [15] else 1
    right = wrong = first = worse = scored = revised = both = 0
    times = []
    for trial in range(trials):
        at = trial * len(numbers) // trials
        truth = [numbers[(at + 7 * i) % len(numbers)] for i in range(len(lengths))]
        leak = " ".join(
            excerpt(issued(number), trial, length, channel)
            for number, length in zip(truth, lengths, strict=True)
        )
        begun = time.process_time()
        found = identify(registry, leak)
        times.append(1000 * (time.process_time() - begun))
        readings = [issued(number).reader.read(leak) for number in found]
        right += set(truth) <= set(found)
        scored += len(found)
        wrong += bool(attributed(issued, found, readings) - {(n, trial % COPIES) for n in truth})
        if found:
            first += found[0] in truth
            worse += readings[0].placed_words < held(issued, truth[0], leak)
        if len(truth) == 1 and not truth[0] % 20:
            revised += 1
            both += truth[0] + SECOND in found
    headed = f"{100 * first / trials:.1f} % | {worse}" if len(lengths) == 1 else "– | –"
    line = (
        f"| {label} | {trials:,} | {100 * right / trials:.2f} % | {wrong} | {headed} |"
        f" {scored / trials:.1f} | {f'{both}/{revised}' if revised else '–'} |"
        f" {sum(times) / trials:.1f} | {max(times):.0f} |"
    )
    print(line, flush=True)
    return line


def held(issued, number, leak):
    return issued(number).reader.read(leak).placed_words


def attributed(issued, found, readings):
    """(document, copy) of all that decode would attribute, scored as one family."""
    return {
        (number, candidate.copy)
        for number, seen in zip(found, readings, strict=True)
        if seen.count(Outcome.OBSERVED)
        for candidate in codes.attribute(
            issued(number).plan,
            issued(number).law,
            seen,
            issued(number).words,
            alpha=ALPHA,
            family=COPIES * len(found),
            keep=5,
        ).candidates
        if candidate.attributed
    }


def excerpt(document, trial, length, channel):
    words = document.copy(trial % COPIES).split()
    start = trial * 7919 % max(1, len(words) - length)
    leak = " ".join(words[start : start + length])
    return leaks.play(channel, leak, seed=str(trial).encode())


def unrelated(registry, issued, outside):
    matched = wrong = 0
    for text in outside:
        found = identify(registry, text)
        matched += bool(found)
        wrong += bool(attributed(issued, found, [issued(n).reader.read(text) for n in found]))
    return matched, wrong


if __name__ == "__main__":
    main()
