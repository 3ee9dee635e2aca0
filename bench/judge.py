"""Blind judgement of sites: draw a sheet, then count the verdicts.

    python bench/judge.py draw --set develop --per-genre 75 --seed 1 --out DIR
    python bench/judge.py count DIR VERDICTS… [--record SET]

`draw` analyses whole documents as the product does, draws sites at random (keyed by the seed), and
writes DIR/sheet.txt, which shows both wordings in random order and names neither the rule nor the
source, and DIR/key.tsv, which does and which no judge may see. A verdict file has a line an item:
`012 ok`, or `012 A style why`, `012 B meaning why`: which wording is unacceptable, and whether it
reads badly or says something else. An item is bad if a majority of the judges refuses the variant;
refusing the source counts for nothing. `--record` adds the verdicts to bench/verdicts/SET.txt
(see record.py), the bad ones as mended where the rules of today no longer offer the variant.
"""

import argparse
import hashlib
import re
from collections import Counter, defaultdict
from pathlib import Path

import prose
import record

from canary.language import analyse, packaged, tagger
from canary.language.analysis import propose
from canary.language.traits import TRAITS, traits_of
from canary.model import Block, BlockKind, Channel, Span, Text

WORDING = {Channel.LEXICON, Channel.SYNTAX}
_SHOWN = re.compile(r"\[\[(.*?)\]\]")


def documents(which, genre):
    """Yield the documents of one genre as texts, a block a paragraph."""
    raw = (prose.ROOT / which / f"{genre}.txt").read_text(encoding="utf-8")
    for part in re.split(r"^=== .*$", raw, flags=re.MULTILINE):
        paragraphs = [" ".join(p.split()) for p in part.split("\n\n") if p.strip()]
        if not paragraphs:
            continue
        blocks, at = [], 0
        for paragraph in paragraphs:
            blocks.append(Block(Span(at, at + len(paragraph)), BlockKind.PARAGRAPH))
            at += len(paragraph) + 2
        yield Text("\n\n".join(paragraphs), tuple(blocks))


def draw_number(*parts):
    """Return a number that depends on nothing but its parts."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:8], "big")


def context(text, span, sentence, shown):
    """Return the site's sentence and a little around it, the wording in double brackets."""
    start = max(text.rfind("\n", 0, span.start) + 1, sentence.start - 120)
    end = text.find("\n", span.end)
    end = min(len(text) if end < 0 else end, max(sentence.end, span.end) + 60)
    return f"{text[start : span.start]}[[{shown}]]{text[span.end : end]}".strip()


def digest(surroundings):
    """Return the name of a place: 16 hex digits of the source's context."""
    return hashlib.sha256(surroundings.encode()).hexdigest()[:16]


def write_sheet(out, items):
    """Write sheet and key of (draw key, genre, rule, source, variant, context of a wording)."""
    out.mkdir(parents=True, exist_ok=True)
    sheet, key = [], []
    for n, (draw_key, genre, rule, source, variant, show) in enumerate(items, 1):
        swapped = draw_number("side", draw_key) % 2
        a, b = (variant, source) if swapped else (source, variant)
        sheet.append(f"{n:03}\nA: {show(a)}\nB: {show(b)}\n")
        side = "A" if swapped else "B"
        row = (f"{n:03}", genre, rule, side, digest(show(source)), source, variant)
        key.append("\t".join(row))
    (out / "sheet.txt").write_text("\n".join(sheet), encoding="utf-8")
    (out / "key.tsv").write_text("\n".join(key) + "\n", encoding="utf-8")
    print(f"{len(items)} sites drawn")


def draw(args):
    """Draw sites of whole documents."""
    rows = []
    for genre in args.genre or prose.genres(args.set):
        found = []
        for number, text in enumerate(documents(args.set, genre)):
            for site in analyse(text).sites:
                if site.channel in WORDING and site.rule.startswith(args.rules or ""):
                    found.append((draw_number(args.seed, genre, number, site.slot), text, site))
        found.sort(key=lambda item: item[0])
        rows += [(genre, *item) for item in found[: args.per_genre]]
    rows.sort(key=lambda row: draw_number("order", row[1]))
    items = []
    for genre, draw_key, text, site in rows:
        others = [v for i, v in enumerate(site.variants) if i != site.source]
        variant = others[draw_number("variant", draw_key) % len(others)]

        def show(wording, text=text, site=site):
            return context(text.content, site.span, site.sentence, wording)

        source = site.variants[site.source]
        items.append((draw_key, genre, site.rule, source, variant, show))
    write_sheet(args.out, items)


def read_sheet(folder):
    """Yield (number, genre, rule, side of the variant, source, variant, context of the source)."""
    shown = {}
    for part in (folder / "sheet.txt").read_text(encoding="utf-8").split("\n\n"):
        n, a, b = part.strip().split("\n")
        shown[n, "A"], shown[n, "B"] = a.removeprefix("A: "), b.removeprefix("B: ")
    for line in (folder / "key.tsv").read_text(encoding="utf-8").splitlines():
        n, genre, rule, side, _, source, variant = line.split("\t")[:7]
        yield n, genre, rule, side, source, variant, shown[n, "B" if side == "A" else "A"]


def offered(rule, variant, surroundings):
    """Whether the rules of today offer the variant in the place that a context shows."""
    marked = _SHOWN.search(surroundings)
    plain = _SHOWN.sub(lambda m: m[1], surroundings)
    span = Span(marked.start(), marked.start() + len(marked[1]))
    (passage,) = tagger.analyse([plain])
    for traits in (traits_of([passage]), frozenset(), TRAITS):  # its document's are not known
        passage.traits = traits
        for p in propose(passage, packaged()):
            if p.rule == rule and p.span == span and variant in p.variants:
                return True
    return False


def votes_of(paths):
    """Return item to what every judge said of it: (ok, A or B; kind; why)."""
    votes = defaultdict(list)
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"(\d{3,})\s+(ok|[AB])\b\s*(\w+)?\s*(.*)", line):
                votes[match[1]].append((match[2], match[3] or "", match[4]))
    return votes


def is_refused(votes, side):
    """Whether a majority refuses the variant, which was shown on `side`."""
    return 2 * sum(vote[0] == side for vote in votes) > max(1, len(votes))


def count(args):
    """Print how many items a majority refused, a row a genre, and every refused item."""
    votes = votes_of(args.verdicts)
    total, bad, meaning, lines, verdicts = Counter(), Counter(), Counter(), [], []
    for n, genre, rule, side, source, variant, surroundings in read_sheet(args.out):
        if not votes[n]:
            continue
        against = [v for v in votes[n] if v[0] == side]
        total[genre] += 1
        refused = is_refused(votes[n], side)
        if refused:
            bad[genre] += 1
            meaning[genre] += sum(v[1] == "meaning" for v in against) * 2 > len(votes[n])
        if against:
            reasons = "; ".join(f"{kind}: {why}" for _, kind, why in against)
            mark = "BAD" if refused else "one"
            lines.append(f"{mark} {n} {genre} {rule} {source!r} > {variant!r}: {reasons}")
        if args.record:
            state = "good"
            if refused:
                state = "bad" if offered(rule, variant, surroundings) else "mended"
            why = " ".join(f"{against[0][1]}: {against[0][2]}".split()) if refused else ""
            place = digest(surroundings)
            verdicts.append(record.Verdict(rule, source, variant, place, genre, state, why))
    if args.record:
        record.write(args.record, [*record.read(args.record), *verdicts])
    for genre in sorted(total):
        print(f"{genre:14} {total[genre]:4} judged {bad[genre]:3} bad {meaning[genre]:3} meaning")
    print(f"{'all':14} {total.total():4} judged {bad.total():3} bad {meaning.total():3} meaning")
    print("\n".join(lines))


def main():
    """Parse the arguments and run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("draw")
    one.add_argument("--set", default="develop")
    one.add_argument("--genre", action="append")
    one.add_argument("--rules", help="only rules whose id begins so")
    one.add_argument("--per-genre", type=int, default=75)
    one.add_argument("--seed", default="1")
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=draw)
    two = commands.add_parser("count")
    two.add_argument("out", type=Path)
    two.add_argument("verdicts", nargs="+", type=Path)
    two.add_argument("--record", metavar="SET", help="the set that the sites were drawn from")
    two.set_defaults(run=count)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
