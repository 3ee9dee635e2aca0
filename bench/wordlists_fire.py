"""Fire wordlist files over the development prose and print every site in its sentence.

python bench/wordlists_fire.py FILE… [--genre G] [--class ID] [--limit N] [--counts] [--random N]
Repetition is guarded within the passage, conflicts between rules are not resolved.
"""

import argparse
import hashlib
from collections import Counter
from pathlib import Path

import prose
from wordlists_check import sources

from canary.language.analysis import propose
from canary.language.compiler import compile_wordlists
from canary.language.lexicon import Lexicon
from canary.language.resolution import WordPositions, without_repetition


def fired(lexicon, which, genre, tiers):
    """Yield (passage, proposal) for every site over one genre."""
    for passage in prose.passages(which, genre):
        positions = WordPositions([(w.start, w.lower, w.lemma) for w in passage.words if w.is_word])
        for p in propose(passage, lexicon, tiers=tiers):
            if kept := without_repetition(p, positions):
                yield passage, kept


def shown(passage, p):
    """Return the sentence with the site marked, source first."""
    word = next(w for w in passage.words if w.end > p.span.start)
    first, last = passage.sentence_of(word)
    start, end = passage.words[first].start, passage.words[last - 1].end
    start = max(start, p.span.start - 160)
    end = max(min(end, p.span.end + 120), p.parts[-1].span.end)
    pieces = []
    for part in p.parts:
        others = [v for i, v in enumerate(part.variants) if i != p.source]
        marked = "{" + "|".join([part.variants[p.source], *others]) + "}"
        pieces += [passage.text[start : part.span.start], marked]
        start = part.span.end
    return "".join([*pieces, passage.text[start:end]])


def main():
    """Parse the arguments, fire, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--genre")
    parser.add_argument("--class", dest="rule", action="append")
    parser.add_argument("--limit", type=int, default=8, help="sites printed a class")
    parser.add_argument("--counts", action="store_true", help="counts only")
    parser.add_argument("--random", type=int, help="print N random sites of all instead")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--silver", action="store_true")
    args = parser.parse_args()
    lexicon = Lexicon.parse(compile_wordlists(sources(args.files)))
    tiers = frozenset({"gold", "silver"}) if args.silver else frozenset({"gold"})
    words, counts, lines = Counter(), Counter(), {}
    per_genre, bits = Counter(), Counter()
    for genre in [args.genre] if args.genre else prose.genres("develop"):
        words[genre] = sum(len(t.split()) for t in prose.paragraphs("develop", genre))
        for passage, p in fired(lexicon, "develop", genre, tiers):
            if args.rule and p.rule not in args.rule:
                continue
            counts[p.rule] += 1
            per_genre[genre] += 1
            bits[genre] += p.bits
            lines.setdefault(p.rule, []).append(f"{genre[:5]:5} {p.rule}: {shown(passage, p)}")
    for found in lines.values():  # a fixed, arbitrary order
        found.sort(key=lambda s: hashlib.sha256((args.seed + s).encode()).digest())
    if args.random:
        every = [s for group in lines.values() for s in group]
        every.sort(key=lambda s: hashlib.sha256((args.seed + s).encode()).digest())
        print("\n".join(every[: args.random]))
    elif not args.counts:
        for _, found in sorted(lines.items()):
            print("\n".join(found[: args.limit]))
    if args.counts or not args.random:
        print("\n" + "  ".join(f"{r}:{n}" for r, n in counts.most_common()))
        idle = {c.id for c in lexicon.classes} | {r.id for r in lexicon.rules}
        print("never fired:", *sorted(idle - set(counts)))
    for genre in words:
        print(
            f"{genre:14} {100 * per_genre[genre] / words[genre]:.2f} sites, "
            f"{100 * bits[genre] / words[genre]:.2f} bits per 100 words"
        )


if __name__ == "__main__":
    main()
