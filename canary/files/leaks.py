"""The words of a leak, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path

from canary.errors import InputError
from canary.files.apart import read_apart
from canary.files.decoding import decode
from canary.files.docx import read_docx
from canary.files.mail import attachments, mail_text
from canary.files.ocr import picture_text, scan_text
from canary.files.odt import read_odt
from canary.files.opened import Read
from canary.files.pieces import APART
from canary.files.webpage import read_webpage
from canary.model import LeakText


def read_leak(raw: bytes, *, what: str) -> LeakText:
    """Return what a leak says; whatever takes a parser is parsed in another process.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Damaged, protected, hostile, or without words.
    """
    suffix = Path(what).suffix.lower()
    if suffix in PICTURES:
        return _some(read_apart(raw, what=what, ocr=True), what)
    if suffix not in {*_MARKED, ".eml", ".pdf"}:
        return LeakText(leak_text(raw, what=what))
    said = read_apart(raw, what=what)
    if not said.content.strip() and suffix == ".pdf":
        said = read_apart(raw, what=what, ocr=True)
    return _some(said, what)


def leak_text(raw: bytes, *, what: str) -> str:
    """Return the words that a leak holds as text, by the kind that its name tells.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Damaged, protected, or hostile.
    """
    suffix = Path(what).suffix.lower()
    if suffix == ".eml":
        return _mail(raw, what)
    if suffix == ".pdf":
        return _pdf(raw, what)
    if suffix in _MARKED:
        return _MARKED[suffix](raw, what=what).text.content
    return decode(raw, what=what)[0]


def seen_text(raw: bytes, *, what: str, tesseract: str = "") -> LeakText:
    """Return what a picture says, or a PDF whose pages are pictures.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.
        tesseract: Where that program is, used where the extra is not installed; "" if nowhere.

    Raises:
        InputError: Damaged, protected, hostile, or nothing is installed that reads it.
    """
    read = scan_text if Path(what).suffix.lower() == ".pdf" else picture_text
    return read(raw, what=what, tesseract=tesseract)


def _mail(raw: bytes, what: str) -> str:
    """Return what a mail says, and what the files attached to it say that can be read."""
    words = [mail_text(raw, what=what)]
    for name, attached in attachments(raw):
        if Path(name).suffix.lower() in {*_MARKED, *_PLAIN, ".pdf"}:
            words.append(leak_text(attached, what=name))
    return APART.join(words)


def _pdf(raw: bytes, what: str) -> str:
    """Return what a PDF says, by its text layer."""
    from canary.files.pdf import in_reading_order, open_pdf, pdf_pages  # noqa: PLC0415 - heavy

    return in_reading_order(pdf_pages(open_pdf(raw, what=what), what=what))


def _some(said: LeakText, what: str) -> LeakText:
    """Return what was said, if anything was."""
    if not said.content.strip():
        raise InputError(f"{what!r} has no words")
    return said


PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_PLAIN = {".txt", ".md"}
_MARKED: dict[str, Read] = {
    ".html": read_webpage,
    ".htm": read_webpage,
    ".docx": read_docx,
    ".docm": read_docx,
    ".dotx": read_docx,
    ".odt": read_odt,
    ".ott": read_odt,
}
