"""Word documents (docx): what they say, and copies that differ from them in their words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canary.errors import InputError
from canary.files.archive import Archive
from canary.files.office import Parts, escaped, open_archive, without_code
from canary.files.opened import Opened
from canary.files.pieces import compose
from canary.files.splicing import Rendition
from canary.files.ways import MarkedWay
from canary.files.word import WordReader
from canary.files.wordstyles import Styles, read_styles
from canary.files.xml import Attributes, Events, ignore, walk
from canary.model import BlockKind

_TYPES = "[Content_Types].xml"
_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types "
_PREFIX = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MACROS = "application/vnd.ms-word.document.macroEnabled.main"
# Running heads are read but never varied: the same words stand on every page.
_KINDS = {
    "document.main": None,
    "template.main": None,
    "footnotes": None,
    "endnotes": None,
    "header": BlockKind.HEADING,
    "footer": BlockKind.HEADING,
}


def read_docx(raw: bytes, *, what: str) -> Opened:
    """Return a Word document's text and the way back into it.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Encrypted, damaged, hostile, or without words.
    """
    archive = open_archive(raw, what=what)
    types = _types(archive, what)
    styles: Styles = {}
    for name in types.get("styles", ()):
        styles = read_styles(archive.read(name), what=_named(name, what))
    parts = {n: archive.read(n) for kind in _KINDS for n in types.get(kind, ())}
    paragraphs = without_code(
        [
            paragraph
            for kind, block in _KINDS.items()
            for name in types.get(kind, ())
            for paragraph in WordReader(name, parts[name], styles, block).paragraphs(
                what=_named(name, what)
            )
        ]
    )
    text, runs = compose(paragraphs, escaped)
    way = MarkedWay(Parts(archive, parts), (Rendition(text.content, runs),))
    return Opened(text, way, _closed(archive, types)).require_words(what)


def _named(part: str, what: str) -> str:
    return f"{part!r} of {what!r}"


def _types(archive: Archive, what: str) -> Mapping[str, Sequence[str]]:
    """Return the names of the parts of each kind that the archive holds.

    Raises:
        InputError: It is no Word document.
    """
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}

    def default(attributes: Attributes, _at: int) -> None:
        defaults[attributes.get("Extension", "").lower()] = attributes.get("ContentType", "")

    def override(attributes: Attributes, _at: int) -> None:
        name = attributes.get("PartName", "").removeprefix("/")
        overrides[name] = attributes.get("ContentType", "")

    opens = {f"{_NAMESPACE}Default": default, f"{_NAMESPACE}Override": override}
    walk(archive.read(_TYPES), Events(opens.get, ignore, ignore), what=_named(_TYPES, what))
    found: dict[str, list[str]] = {}
    for name in filter(archive.members.__contains__, dict.fromkeys([*overrides, *archive.members])):
        kind = overrides.get(name, "")
        if not kind and name.startswith(
            "word/"
        ):  # whatever a program's default says of its own XML
            kind = defaults.get(name.rpartition(".")[2].lower(), "")
        kind = kind.removesuffix("+xml")
        if kind.startswith(_MACROS):
            found.setdefault("macros", []).append(name)
            kind = f"{_PREFIX}document.main"
        found.setdefault(kind.removeprefix(_PREFIX), []).append(name)
    if not (found.get("document.main") or found.get("template.main")):
        raise InputError(f"{what!r} is no word document, as its ending says")
    return found


def _closed(archive: Archive, types: Mapping[str, Sequence[str]]) -> str:
    """Return why no copy may be made of a document, "" if it may."""
    names = [name.lower() for name in archive.members]
    if any(name.startswith("_xmlsignatures/") for name in names):
        return "is digitally signed, and a copy would not be: remove the signature first"
    if types.get("macros") or any(name.endswith("vbaproject.bin") for name in names):
        return "holds macros: save it as a .docx without them first"
    return ""
