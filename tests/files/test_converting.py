"""`--as`: what a text says, a page and a Word document made of it say."""

import io
import re
import zipfile

import pytest

from canary.errors import UsageError
from canary.files.converting import converted
from canary.files.documents import parse
from canary.model import BlockKind

NOTE = """MEMORANDUM
TO: All staff
FROM: The harbour master

The north basin closes on Monday <1 May> & stays closed.  Nobody may
enter it before the pilots have been told.

1. Ships at anchor are moved first.
2. The tugs follow them.

> I never said that.

Item      Cost
Tug         12
"""
MARKED = """---
title: note
---

# Closing

The north basin **closes** on *Monday*, see [the plan](https://example.org/a?b=1&c=2).
<script>alert(1)</script>

- Ships at anchor are moved first.
  - The tugs follow them.

3. Third.
4. Fourth.

| Item | Cost |
|---|---|
| Tug | 12 |
| Buoy | |

    code  here

> I never said that.

---

Done ~~twice~~, `once`.
"""


def made(content, name, target):
    return converted(parse(content.encode(), name=name), target)


@pytest.mark.parametrize("target", ["html", "docx"])
def test_every_word_of_a_plain_text_is_there_in_order(target):
    document = made(NOTE, "note.txt", target)
    assert document.text.content.split() == NOTE.split()
    assert document.name == f"note.{target}"
    assert document.format == target


@pytest.mark.parametrize("target", ["html", "docx"])
def test_every_word_of_markdown_is_there(target):
    words = re.findall(r"\w+", made(MARKED, "note.md", target).text.content)
    told = re.sub(r"\(https[^)]*\)", "", MARKED)
    assert set(re.findall(r"[A-Za-z]\w*", told)) <= set(words)


def test_tags_in_markdown_are_shown_and_not_obeyed():
    page = made(MARKED, "note.md", "html").raw
    assert b"<script" not in page
    assert b"&lt;script&gt;" in page


TAGS = """<!-- a note

to ourselves -->
One<br>two<BR />three, H<sub>2</sub>O and x<sup>2</sup>, <kbd>Ctrl</kbd>
<!-- aside --> **a <u>b</u>**.

- <!-- of an item -->
  An <i>item *of* it</i>.
- An <i>open one, <b style="color:red">of looks</b>, *crossed <b>by* it</b>, <!-- open.

<div align="center">

> <!-- quoted
> note -->
> Said.

    <!-- code -->

<!-- never closed
"""


def test_tags_that_change_looks_are_obeyed_where_they_are_closed():
    page = made(TAGS, "note.md", "html").raw.decode()
    body = page[page.index("<body>") :]
    assert "One<br>two<br>three, H<sub>2</sub>O and x<sup>2</sup>, <kbd>Ctrl</kbd>" in body
    assert "<strong>a <u>b</u></strong>" in body
    assert "An <i>item <em>of</em> it</i>." in body
    assert "&lt;i&gt;open one" in body
    assert "&lt;b style=" in body
    assert "<em>crossed &lt;b&gt;by</em> it&lt;/b&gt;" in body
    assert "&lt;div align=" in body


def test_comments_are_left_out_and_what_is_none_is_shown():
    page = made(TAGS, "note.md", "html").raw.decode()
    assert not any(words in page for words in ("ourselves", "aside", "of an item", "quoted"))
    for words in ("&lt;!-- code --&gt;", "&lt;!-- open.", "&lt;!-- never closed", "Said."):
        assert words in page


def test_a_word_document_bears_the_looks_of_tags():
    raw = made(TAGS, "note.md", "docx").raw
    body = zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml").decode()
    for looks, words in (
        ('<w:vertAlign w:val="subscript"/>', "2"),
        ('<w:b/><w:u w:val="single"/>', "b"),
        ("<w:i/>", "item "),
    ):
        assert f'<w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{words}</w:t>' in body
    assert made(TAGS, "note.md", "docx").text.content.startswith("One\ntwo\nthree, H2O")


@pytest.mark.parametrize("target", ["html", "docx"])
def test_what_may_not_vary_in_the_source_may_not_vary_in_what_is_made_of_it(target):
    document = made(NOTE, "note.txt", target)
    kinds = {
        block.span.cut(document.text.content)[:4]: block.kind for block in document.text.blocks
    }
    assert kinds["MEMO"] is BlockKind.HEADING
    assert kinds["> I "] is BlockKind.QUOTATION
    assert kinds["The "] is BlockKind.PARAGRAPH
    assert kinds["1. S"] is BlockKind.LIST_ITEM
    assert not kinds["Item"].is_prose


def test_a_word_document_keeps_two_spaces_and_a_page_does_not():
    assert "closed.  Nobody may enter" in made(NOTE, "note.txt", "docx").text.content
    assert "closed. Nobody may enter" in made(NOTE, "note.txt", "html").text.content


@pytest.mark.parametrize("target", ["html", "docx"])
def test_the_same_text_is_the_same_bytes(target):
    assert made(MARKED, "a.md", target).raw == made(MARKED, "a.md", target).raw


def test_lists_are_numbered_as_they_were():
    said = made(MARKED, "note.md", "docx").text.content
    assert "3.\tThird." in said
    assert "4.\tFourth." in said
    assert "•\tThe tugs follow them." in said


def test_a_document_of_another_format_is_not_turned():
    with pytest.raises(UsageError, match="txt or md"):
        made("<p>We met on Monday.</p>", "note.html", "docx")


def test_its_own_format_is_no_conversion():
    document = parse(b"<p>We met on Monday.</p>", name="note.html")
    assert converted(document, "html") is document
    assert converted(document, None) is document
