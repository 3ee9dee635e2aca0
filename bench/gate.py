"""The quality gate: fire every gold rule over the develop prose, and hold it against the record.

    python bench/gate.py [--show N] [--draw DIR [--most N]] [--accept]

Lists, rule by rule, the sites that fire now and did not in the accepted state, and that nobody has
judged; then the judged-bad sites that still fire, of which there must be none (exit code 1), and
the rules that are refused too often to be gold. `--draw` writes the new sites as a sheet for
judges (`judge.py count DIR … --record develop` takes the verdicts back). `--accept` makes the
present state the accepted one: which sites fire goes to bench/verdicts/fired.tsv, and bad sites of
the record that no longer fire become mended there.

fired.tsv has a line a rule: its id, how many sites fire, and three bytes of each site's context,
sorted, in base85. A new site is taken for a known one of a rule with n sites with chance n / 2²⁴.
Sites are counted before neighbouring rules contend for a place, so that a new rule makes no other's
site appear or vanish.
"""

import argparse
import base64
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import judge
import prose
import record

from canary.language import packaged
from canary.language.analysis import propose, with_its_apostrophes
from canary.language.operations import STAYS
from canary.language.proposals import Proposal
from canary.language.resolution import WordPositions, without_repetition
from canary.language.style import in_style
from canary.model import Block, BlockKind, Channel, Span, Text

PRINT = 3  # bytes of a context in fired.tsv


@dataclass(frozen=True, slots=True)
class Fired:
    """A site that fires: what a rule proposes in a paragraph."""

    genre: str
    proposal: Proposal
    paragraph: str
    sentence: Span

    def shown(self, wording):
        """Return the site's surroundings with a wording of it."""
        return judge.context(self.paragraph, self.proposal.span, self.sentence, wording)

    @property
    def context(self):
        """The name of the place."""
        return judge.digest(self.shown(self.proposal.variants[self.proposal.source]))


def grouped(passages, documents):
    """Yield the passages of each document."""
    for document in documents:
        yield [next(passages) for _ in document]


def positions(members):
    """Return where every word of a document stands, its paragraphs a blank line apart."""
    words, at = [], 0
    for passage in members:
        words += [(at + w.start, w.lower, w.lemma) for w in passage.words if w.is_word]
        at += len(passage.text) + 2
    return WordPositions(words)


def sentence_of(passage, span):
    """Return the sentence in which a site begins."""
    ends = [(passage.words[a].start, passage.words[b - 1].end) for a, b in passage.sentences]
    start, end = next((s for s in ends if s[1] > span.start), (span.start, span.end))
    return Span(start, end)


def fire_document(lexicon, members):
    """Yield (passage, proposal) of every site of a document, at the paragraph's offsets.

    A site of several places is shown at its first.
    """
    found, blocks, at = [], [], 0
    for passage in members:
        blocks.append(Block(Span(at, at + len(passage.text)), BlockKind.PARAGRAPH))
        found += [
            (passage, at, moved(p, at))
            for p in propose(passage, lexicon)
            if p.channel != Channel.SPACING
        ]
        at += len(passage.text) + 2
    text = Text("\n\n".join(passage.text for passage in members), tuple(blocks))
    placed = with_its_apostrophes(text.content, [p for *_, p in found])
    kept = in_style(text, list(zip(blocks, members, strict=True)), lexicon, placed, STAYS)
    allowed = {(p.rule, p.span): p for p in kept}
    where = positions(members)
    for passage, start, p in found:
        quiet = without_repetition(p, where) if (p.rule, p.span) in allowed else None
        if quiet is not None:
            yield passage, replace(moved(quiet, -start), also=())


def moved(p, by):
    """Return a proposal `by` characters further on."""
    parts = [replace(x, span=Span(x.span.start + by, x.span.end + by)) for x in p.parts]
    return replace(p, span=parts[0].span, also=tuple(parts[1:]))


def fire():
    """Return the sites of every rule over the develop prose: rule to context to site."""
    lexicon, found = packaged(), {}
    for genre in prose.genres("develop"):
        documents = prose.documents("develop", genre)
        for members in grouped(prose.passages("develop", genre), documents):
            for passage, p in fire_document(lexicon, members):
                site = Fired(genre, p, passage.text, sentence_of(passage, p.span))
                found.setdefault(p.rule, {})[site.context] = site
    return found


def accepted():
    """Return the prints of the sites of every rule in the accepted state."""
    if not record.FIRED.exists():
        return {}
    rows = [line.split("\t") for line in record.FIRED.read_text("utf-8").splitlines()]
    return {rule: set(cut(base64.b85decode(prints))) for rule, _, prints in rows}


def cut(raw):
    """Yield the prints that stand side by side in `raw`."""
    return (raw[i : i + PRINT] for i in range(0, len(raw), PRINT))


def print_of(context):
    """Return the few bytes of a context that fired.tsv keeps."""
    return bytes.fromhex(context)[:PRINT]


def save(found):
    """Write which sites fire."""
    lines = []
    for rule, sites in sorted(found.items()):
        raw = b"".join(sorted({print_of(context) for context in sites}))
        lines.append(f"{rule}\t{len(sites)}\t{base64.b85encode(raw).decode()}\n")
    record.FIRED.write_text("".join(lines), encoding="utf-8")


def fires(found, verdict):
    """Whether a judged exchange is still offered."""
    site = found.get(verdict.rule, {}).get(verdict.context)
    return site is not None and verdict.variant in site.proposal.variants


def mend(found):
    """Set the state of the record's bad sites by whether they fire."""
    verdicts = [
        v if v.verdict == "good" else replace(v, verdict="bad" if fires(found, v) else "mended")
        for v in record.read("develop")
    ]
    record.write("develop", verdicts)


def new_sites(found):
    """Return the sites, rule by rule, that are neither accepted nor judged."""
    known = accepted()
    judged = {(v.rule, v.context) for v in record.read("develop")}
    fresh = {
        rule: {
            context: site
            for context, site in sites.items()
            if print_of(context) not in known.get(rule, ()) and (rule, context) not in judged
        }
        for rule, sites in sorted(found.items())
    }
    return {rule: sites for rule, sites in fresh.items() if sites}


def draw(out, fresh, most):
    """Write a sheet of new sites, at most `most` a rule."""
    items = []
    for rule, sites in fresh.items():
        for context in sorted(sites)[:most]:
            site, number = sites[context], judge.draw_number(rule, context)
            p = site.proposal
            others = [v for i, v in enumerate(p.variants) if i != p.source]
            variant = others[judge.draw_number("variant", number) % len(others)]
            items.append((number, site.genre, rule, p.variants[p.source], variant, site.shown))
    judge.write_sheet(out, sorted(items, key=lambda item: item[0]))


def marked(site):
    """Return a site in its sentence, all wordings in brackets."""
    p = site.proposal
    others = [v for i, v in enumerate(p.variants) if i != p.source]
    return site.shown("|".join([p.variants[p.source], *others]))


def report(found, show):
    """Print what changed and what must not be; return the new sites and whether the gate holds."""
    fresh = new_sites(found)
    total = sum(map(len, found.values()))
    print(f"{total} sites of {len(found)} rules fire; new: {sum(map(len, fresh.values()))}")
    for rule, sites in fresh.items():
        print(f"{rule:32} {len(found[rule]):6} sites {len(sites):6} new")
        for context in sorted(sites)[:show]:
            print(f"    {sites[context].genre}: {marked(sites[context])}")
    gone = sorted(set(accepted()) - set(found))
    if gone:
        print("no longer firing:", *gone)
    still = [v for v in record.read("develop") if v.verdict != "good" and fires(found, v)]
    for v in still:
        print(f"judged bad and fires: {v.rule} {v.source!r} > {v.variant!r} {v.genre}: {v.reason}")
        print(f"    {marked(found[v.rule][v.context])}")
    print(f"{len(still)} sites that were judged bad fire")
    return fresh, not still


def refused():
    """Print the gold rules that the record says are no gold; return whether there are none."""
    gold = {c.id for c in packaged().classes if c.tier == "gold"}
    gold |= {r.id for r in packaged().rules if r.tier == "gold"}
    verdicts = [v for which in record.sets() for v in record.read(which)]
    rows = [row for row in record.too_bad(verdicts) if row[0] in gold]
    for rule, genre, bad, judged in rows:
        print(f"too often refused to be gold: {rule} in {genre}: {bad} of {judged}")
    return not rows


def main():
    """Fire, report, and do what was asked; the exit code says whether the gate holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="new sites shown a rule")
    parser.add_argument("--draw", type=Path, help="folder for a sheet of the new sites")
    parser.add_argument("--most", type=int, default=4, help="new sites drawn a rule")
    parser.add_argument("--accept", action="store_true")
    args = parser.parse_args()
    if not prose.genres("develop"):
        print(f"no prose at {prose.ROOT}: nothing to fire over")
        return 0
    found = fire()
    fresh, holds = report(found, args.show)
    if args.draw:
        draw(args.draw, fresh, args.most)
    if args.accept:
        mend(found)
        save(found)
    return 0 if refused() and holds else 1


if __name__ == "__main__":
    sys.exit(main())
