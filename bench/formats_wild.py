"""Documents that others carry as test data, issued to 20 each; every copy compared and printed.

    python bench/formats_wild.py [--no-pages] [--keep FOLDER] FOLDER …

Every docx, odt, html and eml file below the folders (one of equal bytes, none of more than 20,000
words) is issued through the product. One with too few sites for 20 gets sites of this program's:
words turned about, as wide as they were. Of every copy, read by the standard library and nothing of
the product's:

- every part of the archive without words is the source's, by bytes, date, flags and order;
- the elements of every part with words, their attributes and their order are the source's, but for
  `xml:space`, and in odt `text:s`;
- the words that are no words of sites are the source's, in its order;
- LibreOffice, where installed, makes a PDF of it with as many pages as of the source.

`--keep` keeps source and copies, to be looked at. Writes bench/results/formats_wild.md.
"""

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2

from canary.crypto import sha256
from canary.errors import CanaryError, CapacityError, InputError
from canary.files.documents import open_document
from canary.model import Channel, Part, Recipient, Site, Span
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan, plan_sites, require_capacity
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault

RESULT = Path(__file__).parent / "results" / "formats_wild.md"
ENDINGS = (".docx", ".odt", ".html", ".eml")
PRINTED = ENDINGS[:3]
COPIES, OWN_SITES, BATCH = 20, 24, 100
LONGEST = 20_000  # words; 21 PDFs of a longer document take too long
WORD = re.compile(r"(?<!\w)[a-z]{4,}(?!\w)")
TOKEN = re.compile(r"\w+")
XML = re.compile(
    r"word/(?:document|footnotes|endnotes|header|footer)\d*\.xml|content\.xml|styles\.xml"
)
KEPT = (
    "filename date_time flag_bits compress_type extra comment external_attr create_version"
).split()
FREE = ("{http://www.w3.org/XML/1998/namespace}space", "}s")


@dataclass
class Seen:
    """What became of the files of one ending."""

    counts: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    notes: list = field(default_factory=list)


def turned(document):
    """Return a plan of words that may be turned about, spread over the document."""
    content = document.text.content
    found = []
    for match in WORD.finditer(content):
        span, variants = Span(*match.span()), (match[0], match[0][::-1])
        if len(set(variants)) == 2 and document.holds(span, variants):
            found.append((span, variants))
    step = max(1, len(found) // OWN_SITES)
    sites = [
        Site(slot, Channel.LEXICON, "bench", (Part(span, variants),), 0, span, slot)
        for slot, (span, variants) in enumerate(found[::step][:OWN_SITES])
    ]
    return plan_sites(document, sites, (), sha256(b"").hex())


def planned(document):
    """Return a plan that tells 20 copies apart, and whether its sites are the product's own."""
    try:
        own = make_plan(document)
        require_capacity(own, COPIES)
    except CapacityError:
        return turned(document), False
    return own, True


def issued(document, folder):
    """Issue a document to 20; return its plan, whether its sites are its own, and its copies."""
    plan, own = planned(document)
    people = [Recipient(f"r{n:02}") for n in range(COPIES)]
    init_vault(folder / "v", officer="bench", passphrase=None, notice="given", because="b", now=1)
    with open_vault(folder / "v", lambda: b"") as vault:
        options = {"clock": lambda: int(time.time()), "allow_weak": not own}
        release = issue(vault, plan, people, folder / "out", **options)
    return plan, own, [copy.path.read_bytes() for copy in release.copies]


class Outline(HTMLParser):
    """The tags of a page, and its words."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.words = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Keep a tag and what it says."""
        self.tags.append((tag, *attrs))

    def handle_endtag(self, tag):
        """Keep its end."""
        self.tags.append(tag)

    def handle_data(self, data):
        """Keep words."""
        self.words.append(data)


def outline_of_xml(raw):
    """Return the elements of a part, with attributes, and its words."""
    root = ElementTree.fromstring(raw)
    tags = [
        (e.tag, *(item for item in e.items() if item[0] != FREE[0]))
        for e in root.iter()
        if not e.tag.endswith(FREE[1])
    ]
    return tags, " ".join(root.itertext())


def outlines(raw, ending):
    """Yield what must not differ of a file, then words that may differ at sites."""
    if ending in {".docx", ".odt"}:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        for info in archive.infolist():
            fixed, data = [getattr(info, name) for name in KEPT], archive.read(info)
            tags, words = outline_of_xml(data) if XML.fullmatch(info.filename) else (data, "")
            yield (fixed, tags), words
    elif ending == ".html":
        page = Outline(raw.decode("utf-8", "surrogateescape"))
        yield page.tags, " ".join(page.words)
    else:
        for part in message_from_bytes(raw, policy=policy.default).walk():
            data = part.get_payload(decode=True) or b""
            if part.get_content_type() == "text/html":
                page = Outline(data.decode("utf-8", "surrogateescape"))
                yield (part.items(), page.tags), " ".join(page.words)
            elif part.get_content_type() == "text/plain":
                yield part.items(), data.decode("utf-8", "surrogateescape")
            else:
                yield (part.items(), data), ""


def faults(source, copy, ending, allowed):
    """Yield what differs between a source and a copy and is no word of a site."""
    pairs = zip(outlines(source, ending), outlines(copy, ending), strict=True)
    for (fixed, words), (same, other) in pairs:
        if fixed != same:
            yield "a part, or the elements of one"
        kept, left = (
            [t for t in TOKEN.findall(each) if t not in allowed] for each in (words, other)
        )
        if kept != left:
            at = next(n for n, pair in enumerate(zip_longest(kept, left)) if pair[0] != pair[1])
            yield f"words: {kept[at : at + 5]} became {left[at : at + 5]}"


def words_of_sites(plan):
    """Return every word and piece of a word that a site may show."""
    shown = {v for s in plan.plan.sites for part in s.parts for v in part.variants}
    whole = {token for variant in shown for token in TOKEN.findall(variant)}
    # A word split over runs is read in pieces here.
    return whole | {w[i:j] for w in whole for i in range(len(w)) for j in range(i + 1, len(w) + 1)}


def page_counts(folder, ending):
    """Return how many pages LibreOffice makes of every file of a folder, None where it fails."""
    paths = sorted(folder.glob(f"*{ending}"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder.parent}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    for batch in (paths[n : n + BATCH] for n in range(0, len(paths), BATCH)):
        subprocess.run([*command, *batch], check=False, capture_output=True, timeout=1800)
    counts = {}
    for path in paths:
        pdf = path.with_suffix(".pdf")
        counts[path.stem] = len(pypdfium2.PdfDocument(pdf)) if pdf.exists() else None
    return counts


def play(path, number, seen, shelf):
    """Issue one file, compare its copies, and put all of them on the shelf to be printed."""
    raw, ending = path.read_bytes(), path.suffix
    with tempfile.TemporaryDirectory() as place:
        try:
            document = open_document(path)
            if document.words > LONGEST:
                seen.counts["left out"] += 1
                return
            plan, own, copies = issued(document, Path(place))
        except InputError as err:
            seen.refused[re.sub(r"'[^']*'( of )?", "", str(err)).strip()] += 1
            return
        if not plan.plan.sites:
            seen.counts["no word that may be replaced"] += 1
            return
    seen.counts["issued by own sites" if own else "issued by turned words"] += 1
    seen.counts["copies"] += len(copies)
    allowed = words_of_sites(plan)
    wrong = {fault for copy in copies for fault in faults(raw, copy, ending, allowed)}
    seen.counts["files that differ elsewhere"] += bool(wrong)
    seen.notes += [f"{path.name}: {fault}" for fault in sorted(wrong)]
    for at, each in enumerate((raw, *copies)):
        (shelf / f"{number:04}-{at:02}{ending}").write_bytes(each)


def compare_pages(counts, names, seen):
    """Count copies that have as many pages as their sources."""
    for stem, pages in counts.items():
        number, at = stem.split("-")
        source = counts[f"{number}-00"]
        if at == "00":
            seen.counts["sources LibreOffice opens"] += source is not None
        elif source is not None:
            seen.counts["copies printed"] += 1
            seen.counts["same pages"] += pages == source
            if pages != source:
                seen.notes.append(
                    f"{names[int(number)]}: copy {at} has {pages} pages, not {source}"
                )


def files(folders):
    """Return the files of interest, by name, one of equal bytes."""
    found = {}
    for path in sorted(p for f in folders for p in Path(f).rglob("*") if p.suffix in ENDINGS):
        if path.is_file():
            found.setdefault(path.read_bytes(), path)
    return list(found.values())


COLUMNS = (
    "issued by own sites",
    "issued by turned words",
    "copies",
    "files that differ elsewhere",
    "sources LibreOffice opens",
    "copies printed",
    "same pages",
    "no word that may be replaced",
    "left out",
)


def table(all_seen):
    """Return the lines of the result."""
    yield "# Documents of others, issued to 20 each (`bench/formats_wild.py`)"
    yield ""
    yield f"| format | {' | '.join(COLUMNS)} | refused |"
    yield "|---" * (len(COLUMNS) + 2) + "|"
    for ending, seen in all_seen.items():
        cells = [f"{seen.counts[column]:,}" for column in COLUMNS]
        yield f"| {ending[1:]} | {' | '.join(cells)} | {seen.refused.total()} |"
    reasons = sum((seen.refused for seen in all_seen.values()), Counter())
    yield ""
    yield "Refused: " + "; ".join(f"{number} {why}" for why, number in reasons.most_common()) + "."
    notes = [note for seen in all_seen.values() for note in seen.notes]
    yield from ["", *(f"- {note}" for note in notes)] if notes else ()


def main():
    """Go through the folders, ending by ending."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="keep sources, copies and PDFs here")
    parser.add_argument("--no-pages", action="store_true", help="without LibreOffice")
    parser.add_argument("folders", nargs="+", type=Path)
    args = parser.parse_args()
    names = files(args.folders)
    all_seen = {}
    with tempfile.TemporaryDirectory() as place:
        for ending in ENDINGS:
            seen = all_seen[ending] = Seen()
            shelf = (args.keep or Path(place)) / ending[1:]
            shelf.mkdir(parents=True, exist_ok=True)
            for number, path in enumerate(names):
                if path.suffix == ending:
                    try:
                        play(path, number, seen, shelf)
                    except CanaryError as err:
                        seen.notes.append(f"{path.name}: {type(err).__name__}: {err}")
            print(ending, dict(seen.counts), seen.refused.total(), flush=True)
            if ending in PRINTED and shutil.which("soffice") and not args.no_pages:
                compare_pages(page_counts(shelf, ending), [p.name for p in names], seen)
    RESULT.write_text("\n".join([*table(all_seen), ""]), encoding="utf-8")
    print(RESULT.read_text())


if __name__ == "__main__":
    sys.exit(main())
