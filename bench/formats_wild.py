"""Documents that others carry as test data: every word that may be replaced is, and read again.

Usage: formats_wild.py FOLDER …. Of every docx, odt, eml and html file below the folders: the source
written without a change is the source; up to 4,000 words get a word after them, and the copy says
exactly that; by the standard library's zipfile, every part without words is the same; and, where
`soffice` is installed, source and a copy with three words turned about have as many pages.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2

from canary.errors import InputError
from canary.files.documents import parse
from canary.model import Span

ENDINGS = {".docx", ".odt", ".eml", ".html"}
TEXTS = re.compile(
    r"word/(?:document|footnotes|endnotes|header|footer)\d*\.xml|content\.xml|styles\.xml"
)
WORD = re.compile(r"[A-Za-z]{3,}")
MOST = 4000


def replaced(document):
    """Return replacements of words that can be replaced, a word more each."""
    found, last = [], -1
    for word in WORD.finditer(document.text.content):
        span, new = Span(*word.span()), word[0] + " qq"
        if span.start > last + 1 and len(found) < MOST and document.holds(span, [new]):
            found.append((span, new))
            last = span.end
    return found


def parts_differ(source, copy):
    """Return the names of parts without words that differ."""
    if not zipfile.is_zipfile(io.BytesIO(source)):
        return []
    first, second = (zipfile.ZipFile(io.BytesIO(raw)) for raw in (source, copy))
    names = [info.filename for info in first.infolist()]
    if names != [info.filename for info in second.infolist()]:
        return ["names"]
    return [n for n in names if not TEXTS.fullmatch(n) and first.read(n) != second.read(n)]


def pages(raw, ending, folder):
    """Return how many pages LibreOffice makes of a document."""
    path = folder / f"a{ending}"
    path.write_bytes(raw)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return len(pypdfium2.PdfDocument((folder / "a.pdf").read_bytes()))


def turned(document, spans):
    """Return a copy with a few words written backwards: as wide as they were."""
    content = document.text.content
    few = [(span, span.cut(content)[::-1]) for span, _ in spans]
    return document.render([item for item in few if document.holds(item[0], [item[1]])][:3])


def main():
    """Go through the folders."""
    seen = Counter()
    with tempfile.TemporaryDirectory() as place:
        for path in sorted(p for f in sys.argv[1:] for p in Path(f).rglob("*") if p.is_file()):
            if path.suffix not in ENDINGS:
                continue
            raw = path.read_bytes()
            try:
                document = parse(raw, name=path.name)
            except InputError as err:
                seen["refused"] += 1
                print(f"refused: {err}")
                continue
            wanted = replaced(document)
            copy = document.render(wanted)
            document.check(wanted, copy)
            said = parse(copy, name=path.name).text.content == document.splice(wanted)
            fine = said and document.render([]) == raw and not parts_differ(raw, copy)
            seen["as they should be" if fine else "WRONG"] += 1
            seen["words replaced"] += len(wanted)
            if shutil.which("soffice") and path.suffix in {".docx", ".odt"}:
                copies = (raw, turned(document, wanted))
                numbers = {pages(each, path.suffix, Path(place)) for each in copies}
                seen["same pages" if len(numbers) == 1 else "OTHER PAGES"] += 1
            if not fine:
                print(f"wrong: {path}")
    print(dict(seen))


if __name__ == "__main__":
    main()
