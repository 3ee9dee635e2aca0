"""A document in another format before it is issued: `--as`.

What is issued, recorded and traced is the converted document; every copy differs from it in the
marks and in nothing else.
"""

from __future__ import annotations

from pathlib import PurePath

from canary.errors import UsageError
from canary.files.as_docx import word_of_page
from canary.files.as_html import page_of_markdown, page_of_text
from canary.files.documents import Document, parse

_SOURCES = ("txt", "md")


def converted(document: Document, target: str | None) -> Document:
    """Return a document in another format; itself where none is asked for, or its own.

    Args:
        document: A plain text or Markdown document.
        target: "html", "docx", or None.

    Raises:
        UsageError: It is of another format than txt and md.
        InputError: What it says can't be written in that format.
    """
    if target in {None, document.format}:
        return document
    if document.format not in _SOURCES:
        raise UsageError(
            f"{document.name!r} is {document.format}, --as {target} takes {' or '.join(_SOURCES)}",
            hint="issue it in its own format, without --as",
        )
    stem = PurePath(document.name).stem
    if document.format == "md":
        page = page_of_markdown(document.text.content, title=stem)
    else:
        page = page_of_text(document.text, title=stem)
    raw = word_of_page(page) if target == "docx" else page.encode()
    return parse(raw, name=f"{stem}.{target}")
