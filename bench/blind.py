"""Blind test: shown a paragraph of a copy or of the source, who can say whether it was altered?

    python bench/blind.py draw --out DIR [--n 200] [--seed S]
    python bench/blind.py count DIR VERDICTS

`draw` takes paragraphs of 40 to 160 words from the develop prose, keyed by the seed, as many of
each genre, and shows each as it is or as a copy has it, every site drawn evenly; spacing is left
out, and so are paragraphs that the copy has as the source has them. DIR/sheet.txt is for the judge,
DIR/key.tsv for nobody who judges. A verdict file has a line an item: `012 altered` or `012 source`.
Of 200, at most 116 right can be told from guessing no better than one in a hundred.
"""

import argparse
import re
from collections import defaultdict
from itertools import islice, zip_longest
from math import comb
from pathlib import Path

import judge
import prose

from canary.language import analyse
from canary.model import Channel

SHORTEST, LONGEST = 40, 160  # words


def paragraphs(seed):
    """Yield (draw key, genre, paragraph as it is, paragraph as a copy has it, words changed)."""
    for genre in prose.genres("develop"):
        for number, text in enumerate(judge.documents("develop", genre)):
            if judge.draw_number(seed, genre, number) % 4:  # a quarter of the documents is plenty
                continue
            sites = [s for s in analyse(text).sites if s.channel is not Channel.SPACING]
            for block in text.blocks:
                source = block.span.cut(text.content)
                if not SHORTEST <= len(source.split()) <= LONGEST:
                    continue
                inside = [s for s in sites if block.span.overlaps(s.span)]
                copy, changed = rendered(text.content, block.span, inside, (seed, genre, number))
                if changed:
                    yield judge.draw_number(seed, source), genre, source, copy, changed


def rendered(content, span, sites, key):
    """Return a paragraph with every site at a variant drawn evenly, and how many differ."""
    pieces, at, changed = [], span.start, 0
    for site in sites:
        symbol = judge.draw_number(*key, site.slot) % site.q
        for part in site.parts:
            pieces += [content[at : part.span.start], part.variants[symbol]]
            at = part.span.end
        changed += symbol != site.source
    return "".join([*pieces, content[at : span.end]]), changed


def interleave(*lists):
    """Yield the first of every list, then the second of those that have one, and so on."""
    for rank in zip_longest(*lists):
        yield from (row for row in rank if row is not None)


def draw(args):
    """Write the sheet and its key."""
    by_genre = defaultdict(list)
    for row in sorted(paragraphs(args.seed)):
        by_genre[row[1]].append(row)
    found = sorted(islice(interleave(*by_genre.values()), args.n))
    args.out.mkdir(parents=True, exist_ok=True)
    sheet, key = [], []
    for n, (number, genre, source, copy, changed) in enumerate(found, 1):
        altered = judge.draw_number("which", number) % 2
        sheet.append(f"{n:03}\n{copy if altered else source}\n")
        key.append(f"{n:03}\t{'altered' if altered else 'source'}\t{genre}\t{changed}\n")
    (args.out / "sheet.txt").write_text("\n".join(sheet), encoding="utf-8")
    (args.out / "key.tsv").write_text("".join(key), encoding="utf-8")
    print(f"{len(found)} paragraphs drawn")


def count(args):
    """Print how many are right, and how often guessing does as well."""
    rows = [line.split("\t") for line in (args.out / "key.tsv").read_text("utf-8").splitlines()]
    text = args.verdicts.read_text(encoding="utf-8")
    said = dict(re.findall(r"^(\d{3})\s+(altered|source)\b", text, re.MULTILINE))
    judged = [(truth, said[n]) for n, truth, *_ in rows if n in said]
    right = sum(truth == answer for truth, answer in judged)
    n = len(judged)
    chance = sum(comb(n, k) for k in range(right, n + 1)) / 2**n
    altered = [answer for truth, answer in judged if truth == "altered"]
    source = [answer for truth, answer in judged if truth == "source"]
    print(f"{right} of {n} right; guessing does as well with chance {chance:.3f}")
    for genre in sorted({row[2] for row in rows}):
        of_genre = [(row[1], said[row[0]]) for row in rows if row[2] == genre and row[0] in said]
        hits = sum(truth == answer for truth, answer in of_genre)
        print(f"  {genre}: {hits} of {len(of_genre)}")
    print(
        f"called altered: {altered.count('altered')} of {len(altered)} copies, "
        f"{source.count('altered')} of {len(source)} sources"
    )


def main():
    """Parse the arguments and run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("draw")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--n", type=int, default=200)
    one.add_argument("--seed", default="1")
    one.set_defaults(run=draw)
    two = commands.add_parser("count")
    two.add_argument("out", type=Path)
    two.add_argument("verdicts", type=Path)
    two.set_defaults(run=count)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
