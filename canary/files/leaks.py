"""The words of a leak, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from canary.errors import InputError
from canary.files.apart import read_apart
from canary.files.decoding import decode
from canary.files.docx import read_docx
from canary.files.mail import attachments, mail_text
from canary.files.ocr import can_see, picture_text, require_sight, scan_text, tesseract_path
from canary.files.odt import read_odt
from canary.files.opened import Read
from canary.files.pieces import APART
from canary.files.webpage import read_webpage
from canary.model import LeakText


def read_leak(raw: bytes, *, what: str) -> LeakText:
    """Return what a leak says; whatever takes a parser is parsed in another process.

    A mail is read without its pictures where nothing is installed that reads them.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Damaged, protected, hostile, or without words.
    """
    suffix = Path(what).suffix.lower()
    if suffix in PICTURES:
        require_sight(what, tesseract_path())
        return _some(read_apart(raw, what=what, ocr=True), what)
    if suffix not in {*_MARKED, ".eml", ".pdf"}:
        return said(raw, what=what)
    found = read_apart(raw, what=what)
    if found.unread and suffix == ".pdf":
        require_sight(what, tesseract_path())
    if found.unread and can_see(tesseract_path()):
        found = read_apart(raw, what=what, ocr=True)
    return _some(found, what)


def said(raw: bytes, *, what: str) -> LeakText:
    """Return what a leak says in letters, by the kind that its name tells.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Damaged, protected, or hostile.
    """
    suffix = Path(what).suffix.lower()
    if suffix == ".eml":
        return _mail(raw, what, said)
    if suffix in PICTURES:
        return LeakText("", unread=(what,))
    if suffix == ".pdf":
        words = _pdf(raw, what)
        return LeakText(words, unread=() if words.strip() else (what,))
    if suffix in _MARKED:
        return LeakText(_MARKED[suffix](raw, what=what).text.content)
    return LeakText(decode(raw, what=what)[0])


def seen(raw: bytes, *, what: str, tesseract: str = "") -> LeakText:
    """Return what a leak says in letters and in pictures.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.
        tesseract: Where that program is, used where the extra is not installed; "" if nowhere.

    Raises:
        InputError: Damaged, protected, hostile, or nothing is installed that reads it.
    """
    suffix = Path(what).suffix.lower()
    if suffix in PICTURES:
        return picture_text(raw, what=what, tesseract=tesseract)
    if suffix == ".pdf":
        return scan_text(raw, what=what, tesseract=tesseract)
    return _mail(raw, what, partial(_attached, tesseract=tesseract))


def _attached(raw: bytes, *, what: str, tesseract: str) -> LeakText:
    """Return what a file in a mail says; a logo or the like may be a picture that can't be read."""
    found = said(raw, what=what)
    if not found.unread:
        return found
    try:
        return seen(raw, what=what, tesseract=tesseract)
    except InputError:
        return found


def _mail(raw: bytes, what: str, read: Callable[..., LeakText]) -> LeakText:
    """Return what a mail says, and what the files attached to it say."""
    files = [LeakText(mail_text(raw, what=what))]
    for name, attached in attachments(raw):
        if Path(name).suffix.lower() in {*_MARKED, *_PLAIN, *PICTURES, ".pdf"}:
            files.append(read(attached, what=name))
    return LeakText.joined(files, APART)


def _pdf(raw: bytes, what: str) -> str:
    """Return what a PDF says, by its text layer."""
    from canary.files.pdf import in_reading_order, open_pdf, pdf_pages  # noqa: PLC0415 - heavy

    return in_reading_order(pdf_pages(open_pdf(raw, what=what), what=what))


def _some(found: LeakText, what: str) -> LeakText:
    """Return what was found, if anything was."""
    if not found.content.strip():
        raise InputError(f"{what!r} has no words")
    return found


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
