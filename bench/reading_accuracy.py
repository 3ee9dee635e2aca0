"""Reading accuracy: documents × channels against the known truth.

    python bench/reading_accuracy.py [--full] [--trials T] [--memos M] [--show S]

T copies of every corpus document and M of every marked memo of the tests are drawn at random,
played through a channel and read. A site of the copy is *present* if the channel keeps its place
(for excerpts, quotes and redaction: the variant and ten characters on each side lie inside a
passage that is kept; the few words that a newspaper elides inside its quotes count as present).
Shares of the present sites that are read right, erased (nothing, something else, or flat) and read
wrong (the truth at most half as likely as the best variant), for sites in words, in signs
(punctuation) and in spaces. Where a channel makes all white space anew, or drops all signs, there
is nothing left to read and erased is what they should be. *Stray*: sites that are not present and
yet read wrong. *Limits*: what the channel must hold, of all sites read wrong and, of words and
signs, erased. --show prints the first S wrong readings of a channel. Writes reading_accuracy.md.
"""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import corpus, modes
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
    ("quotes", {"count": 8, "words": 54}), ("newspaper", {"count": 3, "words": 40}),
    ("redact", {"share": 0.2}), ("synonym-attack", {"rate": 0.5}), ("summary", {}),
    ("translate", {}), ("paraphrase", {}), ("null", {}),
]  # fmt: skip


PLAIN = {
    "verbatim", "paste", "retype", "rewrap", "upper", "clean", "obfuscate", "repost", "oral",
    "mixed", "excerpt", "quotes", "newspaper", "redact",
}  # fmt: skip
HEAD = """\
| channel | words | right · erased · wrong % | signs | right · erased · wrong % | spaces | right · erased · wrong % | stray | ms | limits |
|---|---|---|---|---|---|---|---|---|---|"""  # noqa: E501
PAGE = """# Reading accuracy

`python bench/reading_accuracy.py --full`; the terms are defined at the top of the script. Truth is
known: copies are drawn at random, played through the channels of `canary.leaks` and read.
Milliseconds are of the processor, one leak. Limits: read wrong at most {wrong:.1%} where a channel
substitutes nothing, {others}; erased at most {erased:.0%} of words and signs in {whole}.
`editor` and `intercept` put commas and spellings of their own; `synonym-attack` chooses other
variants, which are read as written.

## Corpus documents, sites as `canary plan` finds them, {copies} copies each

{documents}.

{real}

## Marked memos: three written for the tests, 27 to 44 sites per 100 words, {memos} copies each

{marked}
"""
WRONG = {"ocr cer=0.03": 0.02, "word-edit rate=0.1": 0.02}
MOST_WRONG, MOST_ERASED = 0.005, 0.03  # of channels that substitute nothing; of those that keep all
WHOLE = {"paste", "retype", "intercept", "repost", "upper", "rewrap"}
KINDS = ("words", "signs", "spaces")
VERDICTS = ("right", "erased", "wrong")


def kind_of(site):
    if site.channel is Channel.SPACING:
        return "spaces"
    return "signs" if site.channel is Channel.PUNCTUATION else "words"


def memos():
    return [(name, *memo(name)) for name in ("harbour", "clinic", "style")]


def documents():
    for path in corpus.DOCUMENTS:
        planned = make_plan(open_document(path))
        yield path.name, planned.document.text.content, list(planned.plan.sites)


def passages(name, copy, seed, parameters):
    """The passages that a channel keeps, in text order: the same draws as the channel makes."""
    chance = Chance(name.encode() + b"\0" + seed)
    if name in ("quotes", "newspaper"):
        return quoted_passages(copy, chance, **parameters)
    found = sentences(copy)
    if name == "redact":
        return [sentence for sentence in found if not chance.hits(parameters["share"])]
    start = chance.below(max(1, len(found) - parameters["count"] + 1))
    return [" ".join(found[start : start + parameters["count"]])]


def present(name, source, sites, symbols, copy, seed, parameters, *, margin=10):
    """Slots whose place a channel keeps, with `margin` characters on each side."""
    if name in ("summary", "translate", "paraphrase", "null"):
        return set()
    if name not in ("excerpt", "quotes", "newspaper", "redact"):
        return {site.slot for site in sites}
    flat = " ".join(copy.split())
    spans, end = [], 0
    for passage in passages(name, copy, seed, parameters):
        shown = " ".join(passage.split())
        at = flat.index(shown, end)
        end = at + len(shown)
        spans.append((at, end))
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


def count(texts, readers, channel, parameters, options, trials):
    """Verdicts a kind of site, and seconds of the processor a leak."""
    counts, spent, shown = Counter(), 0.0, 0
    for name, source, sites in texts:
        for trial in range(trials):
            symbols = drawn(sites, f"{name} {trial}")
            copy = render(source, sites, symbols)
            seed = f"{name} {trial}".encode()
            leak = leaks.play(channel, copy, seed=seed, **parameters)
            begun = time.process_time()
            observation = readers[name].read(leak)
            spent += time.process_time() - begun
            here = present(channel, source, sites, symbols, copy, seed, parameters)
            for site, reading in zip(sites, observation.readings, strict=True):
                symbol = symbols[site.slot]
                verdict = judge(reading, symbol)
                if site.slot not in here:
                    verdict = "stray" if verdict == "wrong" else "absent"
                counts[kind_of(site), verdict] += 1
                if verdict in ("wrong", "stray") and shown < options.show:
                    shown += 1
                    print("   ", name, trial, site.rule, site.variants, symbol, reading.likelihood)
    return counts, spent / trials / len(texts)


def share(counts, kinds, verdict):
    total = sum(counts[kind, each] for kind in kinds for each in VERDICTS)
    return sum(counts[kind, verdict] for kind in kinds) / total if total else 0.0


def limits(channel, label, counts):
    """Say whether what the channel must hold is held."""
    held = []
    most = MOST_WRONG if channel in PLAIN else WRONG.get(label)
    if most is not None:
        held.append(share(counts, KINDS, "wrong") <= most)
    if channel in WHOLE:
        held.append(share(counts, KINDS[:2], "erased") <= MOST_ERASED)
    return ("held" if all(held) else "BROKEN") if held else ""


def row(channel, parameters, counts, seconds):
    label = channel + "".join(f" {k}={v}" for k, v in parameters.items())
    cells = []
    for kind in KINDS:
        total = sum(counts[kind, verdict] for verdict in VERDICTS)
        shares = [f"{100 * share(counts, [kind], v):.2f}" if total else "–" for v in VERDICTS]
        cells += [f"{total:,}", " · ".join(shares)]
    stray = sum(counts[kind, "stray"] for kind in KINDS)
    cells += [str(stray), f"{1000 * seconds:.0f}", limits(channel, label, counts)]
    line = f"| {label} | {' | '.join(cells)} |"
    print(line, flush=True)
    return line


def table(texts, options, trials):
    readers = {name: Reader(source, sites) for name, source, sites in texts}
    rows = [
        row(channel, parameters, *count(texts, readers, channel, parameters, options, trials))
        for channel, parameters in CHANNELS
    ]
    return "\n".join([HEAD, *rows])


def main():
    options = modes.parse(__doc__, trials=(1, 4), memos=(2, 20), show=(0, 0))
    real = list(documents())
    held = ", ".join(f"{name} ({len(sites)})" for name, _, sites in real)
    modes.write(
        options,
        "reading_accuracy.md",
        PAGE.format(
            copies=options.trials,
            documents=held,
            real=table(real, options, options.trials),
            memos=options.memos,
            marked=table(memos(), options, options.memos),
            wrong=MOST_WRONG,
            erased=MOST_ERASED,
            others=", ".join(f"{label} {most:.0%}" for label, most in WRONG.items()),
            whole=", ".join(sorted(WHOLE)),
        ),
    )


if __name__ == "__main__":
    main()
