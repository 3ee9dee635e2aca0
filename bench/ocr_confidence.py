"""What the scores are worth that engines report of the words they read.

Prints pages of issued copies as pictures, from clean scans to poor photographs, has them read, and
aligns what was read with what the page says. Prints, for each engine and range of scores, how many
words were read and misread; and of those that are words of the document, as the words of a site
are, how many were read and misread, and the 95 % upper bound of that share: what
`canary.files.confidence` says.
Needs `soffice`, and the extra `ocr` or `tesseract`. CANARY_CORPUS: folder of the documents.
"""

import difflib
import os
import shutil
import tempfile
from pathlib import Path

import formats_trip
import numpy as np
import pypdfium2
from PIL import ImageFilter

from canary.codes import error_bound
from canary.files import rapid
from canary.files.documents import open_document
from canary.files.seen import in_order
from canary.files.tesseract import Tesseract
from canary.model import Recipient
from canary.reading.words import words_of
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault

EDGES = (0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999)
PAGES = 2  # of each document, under each condition


def blurred(change, radius):
    """Return a change of a page that is out of focus too."""
    return lambda page, chance: change(page.filter(ImageFilter.GaussianBlur(radius)), chance)


SCAN, PHOTO = formats_trip.scanned, formats_trip.photographed
CONDITIONS = (
    (SCAN, 200), (SCAN, 100), (PHOTO, 150), (PHOTO, 100), (SCAN, 75), (PHOTO, 80),
    (blurred(SCAN, 1.5), 100), (blurred(PHOTO, 2), 130), (blurred(PHOTO, 2.5), 130),
)  # fmt: skip


def folded(token):
    """Return a token's letters and digits."""
    return "".join(words_of(token).words)


def judged(read, truth, known):
    """Yield (score, misread, known) for each word read; one out of order counts as misread.

    Args:
        read: (word, score) pairs.
        truth: Words of the page.
        known: Words of the document, folded.
    """
    read = [(folded(word), score) for word, score in read if folded(word)]
    truth = [folded(word) for word in truth if folded(word)]
    said = [word for word, _ in read]
    matcher = difflib.SequenceMatcher(None, said, truth, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        same = kind == "equal" or "".join(said[a:b]) == "".join(truth[c:d])
        for word, score in read[a:b]:
            yield score, not same, word in known


def engines():
    """Yield the engines that are installed."""
    if rapid.is_installed():
        yield rapid.Rapid()
    if path := shutil.which("tesseract"):
        yield Tesseract(path)


def copies(folder):
    """Yield the PDF of one issued copy of each document."""
    init_vault(folder / "v", officer="b", passphrase=None, notice="given", because="b", now=1)
    with open_vault(folder / "v", lambda: b"") as vault:
        for name in formats_trip.DOCUMENTS:
            planned = make_plan(open_document(formats_trip.CORPUS / name))
            people = [Recipient("a"), Recipient("b")]
            release = issue(vault, planned, people, folder / Path(name).stem, clock=lambda: 2)
            yield formats_trip.pdf_of(release.copies[0].path, folder)


def read_pages(engine, pdf, condition):
    """Yield what `judged` does for the first pages of a document, seen under a condition."""
    change, resolution = CONDITIONS[condition]
    chance = np.random.default_rng(condition)
    pictures = formats_trip.pages_of(pdf, resolution, change, chance)
    truths = [page.get_textpage().get_text_range().split() for page in pypdfium2.PdfDocument(pdf)]
    known = {folded(word) for truth in truths for word in truth}
    for truth, raw in zip(truths[:PAGES], pictures, strict=False):
        lines = in_order(engine.read(raw, what="a.png"))
        pairs = [zip(line.words.split(), line.scores, strict=True) for line in lines]
        yield from judged([pair for line in pairs for pair in line], truth, known)


def table(rows):
    """Print a table of (score, misread, known) rows."""
    print("| score from | words | misread | share | words of the document | misread | at most |")
    print("|---|---|---|---|---|---|---|")
    for low, high in zip(EDGES, (*EDGES[1:], 2), strict=True):
        cell = [row for row in rows if low <= row[0] < high]
        likely = [row for row in cell if row[2]]
        if cell:
            bad, worse = (sum(row[1] for row in some) for some in (cell, likely))
            print(
                f"| {low:g} | {len(cell)} | {bad} | {bad / len(cell):.3f} "
                f"| {len(likely)} | {worse} | {error_bound(worse, len(likely)):.3f} |"
            )


def main():
    """Measure, and print the tables."""
    with tempfile.TemporaryDirectory() as place:
        pdfs = list(copies(Path(place)))
    for engine in engines():
        if not engine.name.startswith(os.environ.get("ENGINE", "")):
            continue
        print(f"\n{engine.name}\n")
        rows = []
        for n, (_, resolution) in enumerate(CONDITIONS):
            found = [row for pdf in pdfs for row in read_pages(engine, pdf, n)]
            bad = sum(row[1] for row in found)
            print(f"- condition {n}, {resolution} dpi: {bad} of {len(found)} misread", flush=True)
            rows += found
        print()
        table(rows)


if __name__ == "__main__":
    main()
