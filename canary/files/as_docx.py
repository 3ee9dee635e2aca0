"""A page of ours as a Word document that says the same: `issue --as docx`.

Only the tags that `as_html` writes are known; what is in any other is shown as plain words. The
same page is the same bytes on any machine: the archive is stored, not packed, and carries no date,
no author and no program's name.
Source: ECMA-376-1:2016, chapter 17 (order of elements), ECMA-376-2 (packages).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from canary.files.as_html import WRITTEN
from canary.files.markup import Tag, tags

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell
_INDENT = 360  # twentieths of a point, a level of a list or quotation
_WIDTH = 9000  # of a table
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'

# Paragraph styles: the tag that asks for it, its name, what it adds to paragraph and words.
_STYLES = (
    ("pre", "Code Block", "", f'{_MONO}<w:sz w:val="18"/>'),
    *((f"h{n}", f"heading {n}",
       f'<w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="{n - 1}"/>',
       f'<w:b/><w:sz w:val="{size}"/>')
      for n, size in enumerate((36, 30, 26, 24, 22, 22), start=1)),
    ("header", "Memo Header", "", ""),
    ("blockquote", "Quote", "", "<w:i/>"),
    ("td", "Table Contents", '<w:spacing w:after="0"/>', ""),
    ("th", "Table Heading", '<w:spacing w:after="0"/>', "<w:b/>"),
    ("li", "List Paragraph", "", ""),
)  # fmt: skip
# In the order that a run's properties must have.
_LOOKS = (
    (_MONO, ("code", "kbd")),
    ("<w:b/>", ("strong", "b")),
    ("<w:i/>", ("em", "i")),
    ("<w:strike/>", ("s", "del")),
    ('<w:color w:val="0563C1"/>', ("a",)),
    ('<w:sz w:val="18"/>', ("small",)),
    ('<w:highlight w:val="yellow"/>', ("mark",)),
    ('<w:u w:val="single"/>', ("a", "u", "ins")),
    ('<w:vertAlign w:val="subscript"/>', ("sub",)),
    ('<w:vertAlign w:val="superscript"/>', ("sup",)),
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_RULE = '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1"/></w:pBdr></w:pPr></w:p>'
_PARTING = frozenset("p li h1 h2 h3 h4 h5 h6 pre td th ul ol header blockquote table".split())

Piece = tuple[str, str]  # words and their looks, or nothing and an element


@dataclass
class _Writer:
    """One pass over the tags of a page's body."""

    page: str
    inside: Counter[str] = field(default_factory=Counter)
    lists: list[int | None] = field(default_factory=list)  # next number of open ones, or a bullet
    pieces: list[Piece] = field(default_factory=list)
    mark: str = ""
    filled: bool = True  # whether the open cell holds a paragraph
    targets: list[str] = field(default_factory=list)

    def body(self) -> str:
        """Return the content of the document."""
        return "".join(part for tag in tags(self.page) for part in self._tag(tag))

    def _tag(self, tag: Tag) -> Iterator[str]:
        if not tag.name:
            self._words(unescape(self.page[tag.start : tag.end]))
            return
        if tag.name in _PARTING:
            yield from self._paragraph()
        if tag.closes:
            yield from self._close(tag.name)
            self.inside[tag.name] -= 1
        else:
            yield from self._open(tag)
            self.inside[tag.name] += 1

    def _open(self, tag: Tag) -> Iterator[str]:
        self._open_inline(tag)
        match tag.name:
            case "ul" | "ol":
                start = int(tag.attribute("start") or 1) if tag.name == "ol" else None
                self.lists.append(start)
                self.inside[WRITTEN] += tag.attribute("class") == WRITTEN
            case "li":
                self._item()
            case "hr":
                yield _RULE
            case "table":
                yield self._table(tag)
            case "tr":
                yield "<w:tr>"
            case "td" | "th":
                self.filled = False
                yield "<w:tc>"

    def _open_inline(self, tag: Tag) -> None:
        match tag.name:
            case "a":
                self.targets.append(tag.attribute("href") or "")
                self._put(f'<w:hyperlink r:id="link{len(self.targets)}">')
            case "br":
                self._put("<w:r><w:br/></w:r>")
            case "img":
                self._words(tag.attribute("alt") or tag.attribute("src") or "")

    def _close(self, name: str) -> Iterator[str]:
        match name:
            case "ul" | "ol":
                self.lists.pop()
                self.inside[WRITTEN] = 0
            case "a":
                self._put("</w:hyperlink>")
            case "table":
                yield "</w:tbl>"
            case "tr":
                yield "</w:tr>"
            case "td" | "th":
                yield "</w:tc>" if self.filled else "<w:p/></w:tc>"

    def _item(self) -> None:
        """Keep an item's mark for its first paragraph, unless its words carry it."""
        number = self.lists[-1]
        if not self.inside[WRITTEN]:
            self.mark = "•" if number is None else f"{number}."
        if number is not None:
            self.lists[-1] = number + 1

    def _table(self, tag: Tag) -> str:
        """Return the start of a table, whose columns are those of its first row."""
        row = self.page[tag.end : self.page.find("</tr>", tag.end)]
        columns = max(1, row.count("<th"))
        grid = f'<w:gridCol w:w="{_WIDTH // columns}"/>' * columns
        looks = f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"

    def _words(self, words: str) -> None:
        if not self.inside["pre"]:
            words = re.sub(r"[ \t]*\n[ \t]*", " ", words)
            words = words if self.pieces else words.lstrip()
        if words:
            looks = "".join(
                look for look, names in _LOOKS if any(self.inside[name] > 0 for name in names)
            )
            self.pieces.append((words, "" if self.inside["pre"] else looks))

    def _put(self, element: str) -> None:
        self.pieces.append(("", element))

    def _paragraph(self) -> Iterator[str]:
        """Yield what was collected as one paragraph, in the style that the open tags ask for."""
        pieces, self.pieces = self.pieces, []
        if not any(words.strip() for words, _ in pieces):
            return
        if pieces[-1][0]:
            pieces[-1] = (pieces[-1][0].rstrip(), pieces[-1][1])
        self.filled = True
        mark, self.mark = self.mark, ""
        lead = f"<w:r><w:t>{mark}</w:t><w:tab/></w:r>" if mark else ""
        runs = "".join(_run(*piece) for piece in pieces)
        yield f"<w:p><w:pPr>{self._style()}{self._indent(mark)}</w:pPr>{lead}{runs}</w:p>"

    def _style(self) -> str:
        tag = next((tag for tag, *_ in _STYLES if self.inside[tag] > 0), "")
        return f'<w:pStyle w:val="{tag}"/>' if tag else ""

    def _indent(self, mark: str) -> str:
        levels = len(self.lists) + self.inside["blockquote"]
        hanging = f' w:hanging="{_INDENT}"' if mark else ""
        return f'<w:ind w:left="{levels * _INDENT}"{hanging}/>' if levels else ""


def _run(words: str, looks: str) -> str:
    """Return words as a run; an element stands for itself."""
    if not words:
        return looks
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    content = "".join(
        marks.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in re.split(r"([\n\t])", _FORBIDDEN.sub("\ufffd", words))
        if part
    )
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}{content}</w:r>"


def word_of_page(page: str) -> bytes:
    """Return a page of `as_html` as a Word document."""
    writer = _Writer(page[page.index("<body>") :])
    body = writer.body()
    document = (
        f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}<w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" '
        'w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body>'
        "</w:document>"
    )
    links = [
        ("styles", "styles", "styles.xml", ""),
        *(
            (f"link{number}", "hyperlink", target, ' TargetMode="External"')
            for number, target in enumerate(writer.targets, start=1)
        ),
    ]
    return _archive(
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _relations([("main", "officeDocument", "word/document.xml", "")])),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", _relations(links)),
        ("word/styles.xml", _styles()),
    )


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>"
    )


def _relations(links: Sequence[tuple[str, str, str, str]]) -> str:
    """Return a part of relationships: id, kind, target and further attributes of each."""
    found = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{more}/>'
        for name, kind, target, more in links
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _styles() -> str:
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
        'w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="22"/></w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="264" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" '
        'w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    )
    found = "".join(
        f'<w:style w:type="paragraph" w:styleId="{tag}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{paragraph}</w:pPr><w:rPr>{words}</w:rPr></w:style>'
        for tag, name, paragraph, words in _STYLES
    )
    return f'<w:styles xmlns:w="{_MAIN}">{defaults}{found}</w:styles>'


def _archive(*members: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in members:
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 0  # the same on every system
            zipped.writestr(info, (_XML + content).encode())
    return out.getvalue()
