"""The words of a leak, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from canary.files.decoding import decode
from canary.files.docx import read_docx
from canary.files.odt import read_odt
from canary.files.webpage import read_webpage


def leak_text(raw: bytes, *, what: str) -> str:
    """Return the words of a leak, by the kind that its name tells.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Damaged, protected, hostile, or without words.
    """
    read = _READERS.get(Path(what).suffix.lower(), _plain)
    return read(raw, what)


def _plain(raw: bytes, what: str) -> str:
    return decode(raw, what=what)[0]


def _webpage(raw: bytes, what: str) -> str:
    return read_webpage(raw, what=what).text.content


def _word(raw: bytes, what: str) -> str:
    return read_docx(raw, what=what).text.content


def _opentext(raw: bytes, what: str) -> str:
    return read_odt(raw, what=what).text.content


_READERS: dict[str, Callable[[bytes, str], str]] = {
    ".html": _webpage,
    ".htm": _webpage,
    ".docx": _word,
    ".docm": _word,
    ".dotx": _word,
    ".odt": _opentext,
    ".ott": _opentext,
}
