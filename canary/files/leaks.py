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


def read_leak(raw: bytes, *, what: str) -> str:
    """Return the words of a leak; whatever takes a parser is parsed in another process.

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
        return leak_text(raw, what=what)
    words = read_apart(raw, what=what)
    if not words.strip() and suffix == ".pdf":
        words = read_apart(raw, what=what, ocr=True)
    return _some(words, what)


def leak_text(raw: bytes, *, what: str, ocr: bool = False) -> str:
    """Return the words of a leak, by the kind that its name tells.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.
        ocr: Whether to read pictures: a PDF without a text layer has no words otherwise.

    Raises:
        InputError: Damaged, protected, or hostile.
    """
    suffix = Path(what).suffix.lower()
    if suffix == ".eml":
        return _mail(raw, what)
    if ocr:
        return scan_text(raw, what=what) if suffix == ".pdf" else picture_text(raw, what=what)
    if suffix == ".pdf":
        return _pdf(raw, what)
    if suffix in _MARKED:
        return _MARKED[suffix](raw, what=what).text.content
    return decode(raw, what=what)[0]


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


def _some(words: str, what: str) -> str:
    """Return words, if they are any."""
    if not words.strip():
        raise InputError(f"{what!r} has no words")
    return words


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
