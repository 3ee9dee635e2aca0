"""Blind judgement of sites: draw a sheet, then count the verdicts.

    python bench/judge.py draw --set develop --per-genre 75 --seed 1 --out DIR
    python bench/judge.py count DIR VERDICTS… [--record FILE]

`draw` analyses whole documents as the product does, draws sites at random (keyed by the seed), and
writes DIR/sheet.txt, which shows both wordings in random order and names neither the rule nor the
source, and DIR/key.tsv, which does and which no judge may see. A verdict file has a line an item:
`012 ok`, or `012 A style why`, `012 B meaning why`: which wording is unacceptable, and whether it
reads badly or says something else. An item is bad if a majority of the judges refuses the variant;
refusing the source counts for nothing.
"""

import argparse
import hashlib
import re
from collections import Counter, defaultdict
from pathlib import Path

import prose

from canary.language import analyse
from canary.model import Block, BlockKind, Channel, Span, Text

WORDING = {Channel.LEXICON, Channel.SYNTAX}


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


def context(text, site, variant):
    """Return the site's sentence and a little around it, the wording in double brackets."""
    start = max(text.rfind("\n", 0, site.span.start) + 1, site.sentence.start - 120)
    end = text.find("\n", site.span.end)
    end = min(len(text) if end < 0 else end, max(site.sentence.end, site.span.end) + 60)
    shown = site.variants[variant]
    return f"{text[start : site.span.start]}[[{shown}]]{text[site.span.end : end]}".strip()


def draw(args):
    """Write the sheet and its key."""
    args.out.mkdir(parents=True, exist_ok=True)
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
    sheet, key = [], []
    for n, (genre, draw_key, text, site) in enumerate(rows, 1):
        others = [i for i in range(site.q) if i != site.source]
        variant = others[draw_number("variant", draw_key) % len(others)]
        first, second = (site.source, variant)
        if swapped := draw_number("side", draw_key) % 2:
            first, second = second, first
        a, b = context(text.content, site, first), context(text.content, site, second)
        sheet.append(f"{n:03}\nA: {a}\nB: {b}\n")
        digest = hashlib.sha256(a.encode()).hexdigest()[:16]
        key.append(
            f"{n:03}\t{genre}\t{site.rule}\t{'A' if swapped else 'B'}\t{digest}\t"
            f"{site.variants[site.source]}\t{site.variants[variant]}"
        )
    (args.out / "sheet.txt").write_text("\n".join(sheet), encoding="utf-8")
    (args.out / "key.tsv").write_text("\n".join(key) + "\n", encoding="utf-8")
    print(f"{len(rows)} sites drawn")


def count(args):
    """Print how many items a majority refused, a row a genre, and every refused item."""
    key = [line.split("\t") for line in (args.out / "key.tsv").read_text().splitlines()]
    votes = defaultdict(list)
    for path in args.verdicts:
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := re.match(r"(\d{3})\s+(ok|[AB])\b\s*(\w+)?\s*(.*)", line):
                votes[match[1]].append((match[2], match[3] or "", match[4]))
    total, bad, meaning, lines = Counter(), Counter(), Counter(), []
    for n, genre, rule, side, digest, source, variant in key:
        against = [v for v in votes[n] if v[0] == side]
        total[genre] += 1
        refused = len(against) * 2 > max(1, len(votes[n]))
        if refused:
            bad[genre] += 1
            meaning[genre] += sum(v[1] == "meaning" for v in against) * 2 > len(votes[n])
        if against:
            reasons = "; ".join(f"{kind}: {why}" for _, kind, why in against)
            mark = "BAD" if refused else "one"
            lines.append(f"{mark} {n} {genre} {rule} {source!r} > {variant!r}: {reasons}")
        if args.record:
            why = against[0][2] if refused else ""
            with args.record.open("a", encoding="utf-8") as out:
                out.write(f"{rule}\t{digest}\t{genre}\t{'bad' if refused else 'good'}\t{why}\n")
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
    two.add_argument("--record", type=Path)
    two.set_defaults(run=count)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
