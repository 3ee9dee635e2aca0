"""canary.files.docx: what a Word document says, and copies that differ in their words only."""

import io
import time
import zipfile

import pytest

from canary.errors import InputError, VerificationError
from canary.files.documents import parse
from canary.files.docx import read_docx
from canary.model import BlockKind, Span
from tests.files import packages
from tests.files.looking import kinds, span_of
from tests.files.packages import docx, paragraph, part, run

KEPT = (
    "date_time flag_bits extra external_attr compress_type create_system create_version "
    "extract_version comment"
).split()
SENTENCE = "The members of the board said that the north basin was closed."


def opened(*body, **options):
    return parse(docx(*body, **options), name="memo.docx")


def body_of(raw, name="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(raw)) as zipped:
        return zipped.read(name).decode()


def test_styles_say_what_a_paragraph_is():
    document = opened(
        paragraph(run("The first of all the headings"), style="H1"),
        paragraph(run("One that is based on it."), style="Sub"),
        paragraph(run("We shall fight them on the beaches."), style="Q"),
        paragraph(run("print the first of the words."), style="C"),
        paragraph(run("The first of the items was agreed by all."), style="L"),
        paragraph(run("The deepest heading of them all is here."), style="Deep"),
        paragraph(run(SENTENCE), style="Loop"),
        paragraph(run(SENTENCE), properties='<w:outlineLvl w:val="0"/>'),
        paragraph(run(SENTENCE), properties='<w:numPr><w:ilvl w:val="0"/></w:numPr>'),
        paragraph(run("Next steps")),
        paragraph(run("   ")),
    )
    assert [kind for kind, _ in kinds(document)] == [
        BlockKind.HEADING,
        BlockKind.HEADING,
        BlockKind.QUOTATION,
        BlockKind.CODE,
        BlockKind.LIST_ITEM,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.HEADING,
    ]


def test_a_cell_is_prose_only_if_it_says_a_sentence():
    cells = "".join(f"<w:tc>{paragraph(run(words))}</w:tc>" for words in ("Cost of it", SENTENCE))
    document = opened(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert [kind for kind, _ in kinds(document)] == [BlockKind.TABLE, BlockKind.PARAGRAPH]


def test_a_word_split_over_runs_keeps_the_looks_of_each():
    runs = (
        run("The members of the board sa"),
        run("id th", '<w:lang w:val="en-US"/>'),
        run("at ", "<w:noProof/>"),
        run("the north basin", "<w:b/>"),
        run(" was closed."),
    )
    document = opened(paragraph(*runs))
    place = span_of(document, "said that")
    assert document.text.content == SENTENCE
    assert document.holds(place, ["said that", "stated", "stated that"])
    copy = document.render([(place, "stated that")])
    assert body_of(copy) == body_of(document.raw).replace(
        ">The members of the board sa<", ">The members of the board state<"
    ).replace(">id th<", ">d th<")
    assert parse(copy, name="memo.docx").text.content == SENTENCE.replace("said", "stated")


def test_what_stays_the_same_at_the_ends_is_not_touched():
    document = opened(paragraph(run("We did"), run(" not", "<w:i/>"), run(" go to the meeting.")))
    place = span_of(document, "did not")
    assert body_of(document.render([(place, "didn't")])) == body_of(document.raw).replace(
        "> not<", ">n't<"
    )


def test_words_that_look_different_are_not_replaced_together():
    document = opened(paragraph(run("They said "), run("that", "<w:b/>"), run(" it was so.")))
    assert not document.holds(span_of(document, "said that"), ["told us so"])
    assert document.holds(span_of(document, "said that"), ["stated that"])


def test_white_space_at_the_end_of_a_run_is_preserved():
    document = opened(paragraph(run("They said th", space=""), run("at we were late.", space="")))
    place = span_of(document, "said that")
    copy = document.render([(place, "said")])
    assert "<w:t>They said</w:t>" in body_of(copy)
    assert '<w:t xml:space="preserve"> we were late.</w:t>' in body_of(copy)
    assert parse(copy, name="a.docx").text.content == "They said we were late."
    wide = document.render([(span_of(document, " were"), "  were")])
    assert '<w:t xml:space="preserve">at we  were late.</w:t>' in body_of(wide)
    document.check([(place, "said")], copy)


COMPLEX_FIELD = """<w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}
<w:r><w:fldChar w:fldCharType="end"/></w:r>"""
BOUND = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{{}}</w:sdtContent></w:sdt>"
TEXT_BOX = """<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice>
<mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>"""


def test_white_space_is_preserved_once_in_a_run_of_several_pieces():
    document = opened(paragraph(run("They said &amp; told us that we were late.", space="")))
    replaced = [(span_of(document, "said"), "said  so"), (span_of(document, "told us"), "told  us")]
    copy = document.render(replaced)
    assert '<w:t xml:space="preserve">They said  so &amp; told  us that' in body_of(copy)
    assert parse(copy, name="a.docx").text.content == document.splice(replaced)


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ('<w:fldSimple w:instr="REF x">{}</w:fldSimple>', True),
        (COMPLEX_FIELD, True),
        ('<w:hyperlink r="1">{}</w:hyperlink>', True),
        ("<w:moveTo>{}</w:moveTo>", True),
        ("<w:del>{}</w:del>", False),
        ("<w:moveFrom>{}</w:moveFrom>", False),
        (BOUND.format("<w:dataBinding/>"), True),
        (BOUND.format('<w:lock w:val="sdtContentLocked"/>'), True),
        ("<m:oMath><m:r><m:t>said</m:t></m:r></m:oMath>", True),
        (TEXT_BOX, True),
    ],
)
def test_fields_links_moves_and_bound_words_are_left_alone(inner, shown):
    inner = inner.replace("{}", run("said"))
    document = opened(paragraph(run("They met and "), inner, run(" so and went home again today.")))
    assert document.text.content.count("said") == shown
    if shown:
        assert not document.holds(span_of(document, "said"), ["stated"])
        locked = [s.cut(document.text.content) for b in document.text.blocks for s in b.locked]
        assert locked == ["said"]
    assert document.holds(span_of(document, "went home"), ["left"])


def test_a_text_box_told_twice_is_left_alone_and_one_told_once_may_vary():
    inside = f"<w:txbxContent>{paragraph(run(SENTENCE))}</w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = opened(paragraph(run("They met and went home again. "), twice))
    assert document.text.content.count(SENTENCE) == 1
    assert not document.holds(span_of(document, "said"), ["stated"])
    copy = document.render([(span_of(document, "went home"), "left")])
    assert body_of(copy) == body_of(document.raw).replace("went home", "left")
    once = opened(paragraph(run("They met and left. "), f"<w:r><w:pict>{inside}</w:pict></w:r>"))
    copy = once.render([(span_of(once, "said"), "stated")])
    assert body_of(copy) == body_of(once.raw).replace(
        ">The members of the board said", ">The members of the board stated"
    )


def test_comments_are_neither_read_nor_touched():
    note = part(f'<w:comment w:id="1">{paragraph(run("They said no."))}</w:comment>', "comments")
    marked = (
        run("They "),
        '<w:commentRangeStart w:id="1"/>',
        run("said that they met"),
        '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
        run(" on the day before."),
    )
    document = opened(paragraph(*marked), extra=[("word/comments.xml", "comments", note)])
    assert document.text.content == "They said that they met on the day before."
    copy = document.render([(span_of(document, "said that"), "stated")])
    assert body_of(copy, "word/comments.xml") == note.decode()
    assert body_of(copy) == body_of(document.raw).replace("said that", "stated")
    assert not document.holds(span_of(document, "met on"), ["gathered at"])


def test_plain_controls_and_insertions_may_vary():
    document = opened(
        paragraph(
            run("They met. "),
            f"<w:sdt><w:sdtPr/><w:sdtContent>{run('They said so. ')}</w:sdtContent></w:sdt>",
            f'<w:ins w:id="1">{run("They went home.")}</w:ins>',
        )
    )
    assert document.holds(span_of(document, "said"), ["stated"])
    assert document.holds(span_of(document, "went home"), ["left"])
    assert not document.holds(span_of(document, "so. They"), ["it. We"])


@pytest.mark.parametrize(
    "between",
    [
        "<w:del><w:r><w:delText>never</w:delText></w:r></w:del>",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        '<w:commentRangeStart w:id="1"/>',
        "<w:r><w:drawing/></w:r>",
    ],
)
def test_nothing_is_replaced_across_what_must_stay_where_it_is(between):
    document = opened(paragraph(run("They said "), between, run("that it was so, in the end.")))
    assert not document.holds(span_of(document, "said that"), ["stated"])
    place = Span(document.text.content.index("that"), document.text.content.index("that"))
    assert not document.holds(place, ["", "quite "])
    assert document.holds(span_of(document, "it was"), ["it had been"])


def test_tabs_breaks_and_symbols_are_read_and_kept():
    marks = "<w:r><w:tab/><w:br/><w:cr/><w:noBreakHyphen/><w:sym/><w:softHyphen/></w:r>"
    tabs = '<w:tabs><w:tab w:val="left"/></w:tabs>'
    document = opened(paragraph(run("They met"), marks, run("again."), properties=tabs))
    assert document.text.content == "They met\t\n\n\u2011\ufffcagain."
    assert not document.holds(span_of(document, "\t"), [" "])


def test_hidden_words_are_not_read_and_code_is_left_alone():
    document = opened(
        paragraph(
            run("We met "),
            run("in secret ", "<w:vanish/>"),
            run("and ", '<w:vanish w:val="0"/>'),
            run("said", '<w:rFonts w:ascii="Courier New"/>'),
            run(" print ", '<w:rStyle w:val="C"/>'),
            run("so many times over."),
        )
    )
    assert document.text.content == "We met and said print so many times over."
    assert not document.holds(span_of(document, "said"), ["stated"])
    assert not document.holds(span_of(document, "print"), ["show"])


def test_a_memo_typed_in_courier_is_no_code():
    document = opened(paragraph(run(SENTENCE, '<w:rFonts w:ascii="Courier New"/>')))
    assert document.holds(span_of(document, "said"), ["stated"])


def test_notes_vary_and_running_heads_do_not():
    note = paragraph(run("A note that was added later on, as was said."))
    head = paragraph(run("A head that is on every page, as was told."))
    extra = [
        ("word/footnotes.xml", "footnotes", part(note, "footnotes")),
        ("word/header1.xml", "header", part(head, "hdr")),
    ]
    document = opened(paragraph(run(SENTENCE)), extra=extra)
    assert [kind for kind, _ in kinds(document)] == [
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
    ]
    copy = document.render([(span_of(document, "added"), "put in")])
    assert "put in later" in body_of(copy, "word/footnotes.xml")
    assert body_of(copy) == body_of(document.raw)


def test_markup_characters_are_escaped_and_read_back():
    document = opened(paragraph(run("The cost of R&amp;D is &lt;5 per cent, as they said before.")))
    place = span_of(document, "R&D")
    copy = document.render([(place, "<R> & D")])
    assert "&lt;R&gt; &amp; D is" in body_of(copy)
    assert parse(copy, name="a.docx").text.content == document.splice([(place, "<R> & D")])
    assert not document.holds(place, ["\x01"])


def test_words_in_a_cdata_section_are_read_only():
    document = opened(paragraph(run("<![CDATA[They said]]> so, and they went home again.")))
    assert document.text.content.startswith("They said so")
    assert not document.holds(span_of(document, "said"), ["stated"])


@pytest.mark.parametrize("comment", [b"", b"a comment"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_two_copies_differ_in_the_marks_and_in_nothing_else(comment, method):
    document = opened(paragraph(run(SENTENCE)), comment=comment, method=method)
    place = span_of(document, "said")
    copies = [document.render([(place, new)]) for new in ("stated", "noted", "said")]
    assert copies[2] == document.raw
    assert document.render([(place, "stated")]) == copies[0]
    zips = [zipfile.ZipFile(io.BytesIO(raw)) for raw in (document.raw, *copies)]
    for info in zips[0].infolist():
        for other in zips[1:]:
            twin = other.getinfo(info.filename)
            assert [getattr(twin, name) for name in KEPT] == [getattr(info, name) for name in KEPT]
            if info.filename != "word/document.xml":
                assert other.read(info.filename) == zips[0].read(info.filename)
    assert len({tuple(z.namelist()) for z in zips}) == len({z.comment for z in zips}) == 1
    bodies = [body_of(raw) for raw in copies[:2]]
    assert bodies[0].replace("stated", "noted") == bodies[1]


def test_a_copy_that_differs_elsewhere_is_found_out():
    document = opened(paragraph(run(SENTENCE)))
    replaced = [(span_of(document, "said"), "stated")]
    document.check(replaced, document.render(replaced))
    with pytest.raises(VerificationError, match="differs from the source"):
        document.check(replaced, document.render([*replaced, (span_of(document, "basin"), "pool")]))
    with pytest.raises(VerificationError, match="does not show"):
        document.check(replaced, document.raw)
    others = [
        docx(paragraph(run(SENTENCE)), styles="<w:x/>"),
        docx(paragraph(run(SENTENCE)), extra=[("word/x.xml", "x", b"<x/>")]),
        docx(paragraph(run(SENTENCE)), tweak=lambda info: setattr(info, "external_attr", 0)),
    ]
    for other in others:
        with pytest.raises(VerificationError):
            document.check([], other)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"extra": [("word/vbaProject.bin", "x", b"")]}, "holds macros"),
        ({"extra": [("_xmlsignatures/sig1.xml", "x", b"")]}, "is digitally signed"),
    ],
)
def test_signed_documents_and_macros_are_not_copied_but_read(options, message):
    raw = docx(paragraph(run(SENTENCE)), **options)
    with pytest.raises(InputError, match=message):
        parse(raw, name="memo.docx")
    assert read_docx(raw, what="memo.docx").text.content == SENTENCE


def test_a_macro_enabled_main_part_is_found():
    raw = docx(
        paragraph(run(SENTENCE)),
        types=[("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")],
    )
    assert read_docx(raw, what="memo.docm").closed.startswith("holds macros")


def test_a_kind_that_is_only_a_default_is_found():
    """As .NET writes packages; the same default says nothing of parts outside `word/`."""
    body = paragraph(run(SENTENCE))
    others = [("customXml/item1.xml", "", "<a/>".encode("utf-16"))]
    document = opened(body, extra=others, default=packages.MAIN)
    assert document.text.content == SENTENCE
    copy = document.render([(span_of(document, "said"), "stated")])
    assert "board stated that" in body_of(copy)
    macros = docx(body, default="application/vnd.ms-word.document.macroEnabled.main+xml")
    assert read_docx(macros, what="memo.docm").closed.startswith("holds macros")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "encrypted"),
        (b"plain words", "no zip file"),
        (packages.archive([("a.txt", b"x")]), "lacks its part"),
        (docx(), "has no words"),
        (docx(paragraph(run("\x00"))), "is damaged"),
        (docx("<w:p>" * 300 + "</w:p>" * 300), "nested too deep"),
    ],
)
def test_what_is_no_word_document_is_refused(raw, message):
    with pytest.raises(InputError, match=message):
        parse(raw, name="memo.docx")


def test_a_package_of_another_kind_is_refused():
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    with pytest.raises(InputError, match="no word document"):
        parse(packages.archive([("[Content_Types].xml", types)]), name="memo.docx")


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "file:///etc/passwd">',
    ],
)
def test_document_types_are_refused_and_nothing_is_expanded(prologue):
    raw = prologue.encode() + part("").split(b"\r\n")[1]
    members = [("[Content_Types].xml", b"<a/>"), ("x", raw)]
    with pytest.raises(InputError):
        parse(packages.archive(members), name="memo.docx")
    good = docx(paragraph(run(SENTENCE)), extra=[("word/footnotes.xml", "footnotes", raw)])
    with pytest.raises(InputError, match="declares a document type"):
        parse(good, name="memo.docx")


def test_other_encodings_of_xml_are_refused():
    raw = part("").replace(b"UTF-8", b"ISO-8859-1")
    good = docx(paragraph(run(SENTENCE)), extra=[("word/footnotes.xml", "footnotes", raw)])
    with pytest.raises(InputError, match="want utf-8"):
        parse(good, name="memo.docx")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "<w:p " + " ".join(f'a{n}="1"' for n in range(120_000)) + "/>",
            "a tag of more than 1 MiB",
        ),
        ("<!-- " + "x" * 25 * 2**20 + " -->", "larger than 24 MiB"),
        ("<w:p/>" * 400_001, "too many elements"),
        (paragraph(run("word " * 800_001)), "says more than 4,000,000 characters"),
    ],
)
def test_parts_larger_than_any_real_one_are_refused(body, message):
    began = time.process_time()
    with pytest.raises(InputError, match=message):
        parse(docx(body), name="memo.docx")
    assert time.process_time() - began < 5
