"""OpenDocument texts (odt): what they say, and copies that differ from them in their words only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from canary.errors import InputError
from canary.files.archive import Archive
from canary.files.office import FONT, Parts, escaped, open_archive, without_code
from canary.files.opened import Opened
from canary.files.opentext import STYLE, TextReader
from canary.files.pieces import Escape, Style, compose
from canary.files.splicing import Rendition
from canary.files.ways import MarkedWay
from canary.files.wordstyles import Style as Named
from canary.files.xml import Attributes, Events, ignore, walk
from canary.model import BlockKind

_TYPES = (
    b"application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.text-template",
)
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0 encryption-data"
_PREFIX = re.compile(rb"xmlns:([\w.-]+)=[\"']urn:oasis:names:tc:opendocument:xmlns:text:1\.0[\"']")
_SAME_LOOKS = re.compile(
    r"rsid$|language|country|script-type|-asian$|-complex$|hyphen|letter-kerning"
)
_FONTS = ("font-name", "font-family")


@dataclass
class _Sheet:
    """The styles of a document: of paragraphs by name, and what those of spans look like."""

    paragraphs: dict[str, Named] = field(default_factory=dict)
    looks: dict[str, Style] = field(default_factory=dict)
    current: tuple[str, str] = ("", "")

    def read(self, raw: bytes, *, what: str) -> None:
        """Add the styles of a part.

        Raises:
            InputError: The part is damaged or hostile.
        """
        opens = {f"{STYLE}style": self._style, f"{STYLE}text-properties": self._properties}
        walk(raw, Events(opens.get, ignore, ignore), what=what)

    def _style(self, attributes: Attributes, _at: int) -> None:
        name, family = (attributes.get(f"{STYLE}{key}", "") for key in ("name", "family"))
        parent = attributes.get(f"{STYLE}parent-style-name", "")
        self.current = family, name
        if family == "paragraph":
            words = name.replace("_20_", " ").lower()
            self.paragraphs[name] = Named(
                words, parent, bool(attributes.get(f"{STYLE}default-outline-level"))
            )
        elif family == "text":
            self.looks[name] = self.looks.get(parent, (("parent", parent),) if parent else ())

    def _properties(self, attributes: Attributes, _at: int) -> None:
        family, name = self.current
        if family == "text":
            own = {
                FONT if key.endswith(_FONTS) else key: value
                for key, value in attributes.items()
                if not _SAME_LOOKS.search(key)
            }
            self.looks[name] = tuple(sorted({**dict(self.looks.get(name, ())), **own}.items()))


def read_odt(raw: bytes, *, what: str) -> Opened:
    """Return an OpenDocument text and the way back into it.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Encrypted, damaged, hostile, of another kind, or without words.
    """
    archive = open_archive(raw, what=what)
    if archive.read("mimetype").strip() not in _TYPES:
        raise InputError(f"{what!r} is no opendocument text, as its ending says")
    _refuse_encrypted(archive, what)
    parts = {
        name: archive.read(name)
        for name in ("content.xml", "styles.xml")
        if name in archive.members or name == "content.xml"
    }
    sheet = _Sheet()
    for name in reversed(parts):
        sheet.read(parts[name], what=f"{name!r} of {what!r}")
    paragraphs = [
        paragraph
        for name, part in parts.items()
        for paragraph in TextReader(
            name,
            part,
            sheet.paragraphs,
            sheet.looks,
            None if name == "content.xml" else BlockKind.HEADING,  # running heads
        ).paragraphs(what=f"{name!r} of {what!r}")
    ]
    text, runs = compose(without_code(paragraphs), _escape(parts["content.xml"]))
    way = MarkedWay(Parts(archive, parts), (Rendition(text.content, runs),))
    return Opened(text, way, _closed(archive)).require_words(what)


def _refuse_encrypted(archive: Archive, what: str) -> None:
    if _MANIFEST not in archive.members:
        return

    def refuse(_attributes: Attributes, _at: int) -> None:
        raise InputError(f"{what!r} is encrypted", hint="save it without a password")

    walk(archive.read(_MANIFEST), Events({_ENCRYPTED: refuse}.get, ignore, ignore), what=what)


def _closed(archive: Archive) -> str:
    """Return why no copy may be made of a document, "" if it may."""
    if any(name.startswith("META-INF/") and "signatures" in name for name in archive.members):
        return "is digitally signed, and a copy would not be: remove the signature first"
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.members):
        return "holds macros: save it without them first"
    return ""


def _escape(content: bytes) -> Escape:
    """Return how words are written: every space after a space is an element."""
    found = _PREFIX.search(content)
    space = b"<" + (found[1] if found else b"text") + b":s/>"

    def escape(words: str) -> bytes:
        return re.sub(rb"(?<= ) ", lambda _: space, escaped(words))

    return escape
