"""Copies of Word documents printed, scanned, photographed and read again.

Issues each document to 20, takes one copy, and decodes it from its file, from LibreOffice's PDF
of it, and from that PDF's pages as pictures: at several resolutions, as a scanner or a telephone
would make them. Prints words read, sites observed, substituted, wrongly read, and read softly (as
doubtful words are), the verdict, and seconds. Needs `soffice`, Pillow, and the extra `ocr` or
`tesseract`. CANARY_CORPUS: folder of the documents. CELLS: only
these, as "scanned 100,photogr 300".
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from canary.crypto import sha256
from canary.files.documents import open_document
from canary.files.leaks import read_leak
from canary.model import Outcome, Recipient
from canary.reading import Reader
from canary.workflows.decode import decode
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan
from canary.workflows.question import Leak, Question
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
CELLS = tuple(filter(None, os.environ.get("CELLS", "").split(",")))
DOCUMENTS = tuple(sys.argv[1:]) or ("docx4j_convert_out.docx", "openchain_procurement_tracked.docx")
RESOLUTIONS = (100, 150, 200, 300)
RECIPIENTS = 20


def pdf_of(path, folder):
    """Return the PDF that LibreOffice makes of a document."""
    command = [
        shutil.which("soffice"),
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
    ]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (folder / path.with_suffix(".pdf").name).read_bytes()


def scanned(page, chance):
    """Return a page as a scanner makes it: a little askew, soft, grainy."""
    turned = page.rotate(
        chance.uniform(-0.7, 0.7), fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32)
    return Image.fromarray(
        np.clip(pixels * 0.92 + 12 + chance.normal(0, 5, pixels.shape), 0, 255).astype(np.uint8)
    )


def photographed(page, chance):
    """Return a page as a telephone sees it: in perspective, in uneven light, compressed."""
    width, height = page.size
    edge = 0.02 * width
    corners = [c + chance.uniform(-edge, edge) for c in (0, 0, 0, height, width, height, width, 0)]
    seen = page.transform(
        page.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=255
    )
    pixels = np.asarray(seen.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float32)
    light = np.linspace(0.55, 1.0, width)[None, :] * np.linspace(1.0, 0.8, height)[:, None]
    noisy = np.clip(pixels * light + chance.normal(0, 6, pixels.shape), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "jpeg", quality=75)
    return Image.open(out)


def pages_of(pdf, resolution, change, chance):
    """Yield the pages of a PDF as pictures."""
    for page in pypdfium2.PdfDocument(pdf):
        out = io.BytesIO()
        picture = page.render(scale=resolution / 72, grayscale=True).to_pil().convert("L")
        change(picture, chance).save(out, "png")
        yield out.getvalue()


def report(vault, planned, word, name, read):
    """Read a leak one way, decode it, print its row."""
    began = time.time()
    pieces = read()
    seconds = time.time() - began
    leak = Leak.of([(text, text.content.encode()) for text in pieces])
    reader = Reader(planned.document.text.content, planned.plan.sites)
    readings = reader.read(leak.text, doubts=leak.said.doubts).readings
    shown = [r for r in readings if r.outcome is Outcome.OBSERVED and word[r.slot] is not None]
    wrong = sum(r.likelihood[word[r.slot]] < max(r.likelihood) for r in shown)
    soft = sum(r.symbol is None for r in shown)
    sites = decode(vault, leak, Question(), now=int(time.time()))
    counts = sites["sites"]
    print(
        f"  {name:16} {len(leak.text.split()):6} {counts['observed']:4} {counts['substituted']:4} "
        f"{wrong:4} {soft:4}  {sites['verdict']:13} {seconds:6.1f}",
        flush=True,
    )


def word_of(planned, copy):
    """Return the codeword that a copy's file shows."""
    readings = Reader(planned.document.text.content, planned.plan.sites).read(copy).readings
    return [reading.symbol for reading in readings]


def play(vault, folder, path):
    """Issue a document, and read one copy of it every way."""
    planned = make_plan(open_document(path))
    people = [Recipient(f"r{n:02}") for n in range(RECIPIENTS)]
    release = issue(vault, planned, people, folder / path.stem, clock=lambda: int(time.time()))
    copy = release.copies[7]
    raw = copy.path.read_bytes()
    pdf = pdf_of(copy.path, folder)
    word = word_of(planned, open_document(copy.path).text.content)
    print(f"{path.name}: {len(planned.plan.sites)} sites")
    print(f"  {'as':16}  words  obs subs wrong soft verdict       seconds")
    report(vault, planned, word, "docx", lambda: [read_leak(raw, what="a.docx")])
    report(vault, planned, word, "pdf", lambda: [read_leak(pdf, what="a.pdf")])
    for change in (scanned, photographed):
        for resolution in RESOLUTIONS:
            cell = f"{change.__name__[:7]} {resolution}"
            if CELLS and cell not in CELLS:
                continue
            chance = np.random.default_rng(int.from_bytes(sha256(path.name.encode())[:4]))
            pictures = list(pages_of(pdf, resolution, change, chance))
            report(
                vault,
                planned,
                word,
                f"{cell} dpi",
                lambda pictures=pictures: [read_leak(each, what="a.png") for each in pictures],
            )


def main():
    """Play every document."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        init_vault(
            folder / "v", officer="bench", passphrase=None, notice="given", because="b", now=1
        )
        with open_vault(folder / "v", lambda: b"") as vault:
            for name in DOCUMENTS:
                play(vault, folder, CORPUS / name)


if __name__ == "__main__":
    main()
