"""canary.files.odt: what an OpenDocument text says, and copies that differ in their words only."""

import io
import zipfile

import pytest

from canary.errors import InputError
from canary.files.documents import parse
from canary.files.odt import read_odt
from canary.model import BlockKind
from tests.files.looking import kinds, span_of
from tests.files.packages import archive

SENTENCE = "The members of the board said that the north basin was closed."
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("table", "table"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"),
    )
)
STYLES = """
<style:style style:name="T1" style:family="text"><style:text-properties fo:bold="1"/></style:style>
<style:style style:name="T2" style:family="text">
<style:text-properties fo:bold="1" fo:language="en"/></style:style>
<style:style style:name="T3" style:family="text" style:parent-style-name="T1">
<style:text-properties style:font-name="Liberation Mono"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="Quotations" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:family="paragraph" style:default-outline-level="1"/>
"""


def odt(*body, styles="", extra=(), mimetype=b"application/vnd.oasis.opendocument.text"):
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}>'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>"
        f"{''.join(body)}</office:text></office:body></office:document-content>"
    )
    named = f"<office:document-styles {SPACES}>{styles}</office:document-styles>"
    return archive(
        [
            ("mimetype", mimetype),
            ("content.xml", content.encode()),
            ("styles.xml", named.encode()),
            ("Thumbnails/thumbnail.png", b"\x89PNG not really"),
            *extra,
            ("META-INF/manifest.xml", f"<manifest:manifest {SPACES}/>".encode()),
        ]
    )


def opened(*body, **options):
    return parse(odt(*body, **options), name="memo.odt")


def content_of(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as zipped:
        return zipped.read("content.xml").decode()


def test_elements_and_styles_say_what_a_paragraph_is():
    document = opened(
        "<text:h>The first of all the headings is a sentence.</text:h>",
        f'<text:p text:style-name="P1">{SENTENCE}</text:p>',
        f'<text:p text:style-name="Heading_20_1">{SENTENCE}</text:p>',
        f"<text:list><text:list-item><text:p>{SENTENCE}</text:p></text:list-item></text:list>",
        "<table:table-cell><text:p>Cost of it</text:p></table:table-cell>",
        f"<table:table-cell><text:p>{SENTENCE}</text:p></table:table-cell>",
        styles=f"<text:p>{SENTENCE}</text:p>",
    )
    assert [kind for kind, _ in kinds(document)] == [
        BlockKind.HEADING,
        BlockKind.QUOTATION,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.TABLE,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
    ]


def test_white_space_reads_as_it_shows():
    document = opened(
        "<text:p> \n The first <text:span> of </text:span>two.<text:s/> A\t\n third"
        '<text:s text:c="3"/>one,<text:tab/>and<text:line-break/>more &amp; more.</text:p>'
    )
    shown = "The first of two.  A third   one,\tand\nmore & more."
    assert document.text.content == shown


def test_words_split_over_spans_of_the_same_looks_are_replaced_together():
    document = opened(
        '<text:p>They <text:span text:style-name="T1">sa</text:span>'
        '<text:span text:style-name="T2">id</text:span> that <text:span text:style-name="T3">it'
        "</text:span> was so, in the end of the day.</text:p>"
    )
    place = span_of(document, "said")
    copy = document.render([(place, "noted")])
    assert content_of(copy) == content_of(document.raw).replace(">sa<", ">note<").replace(
        ">id<", ">d<"
    )
    assert not document.holds(span_of(document, "said that"), ["told us so"])
    assert not document.holds(span_of(document, "it"), ["this"])


@pytest.mark.parametrize(
    ("was", "new", "written"),
    [
        (". A", ".  A", ". <text:s/>A"),
        (".  B", ". B", ". B"),
        ("said that", "said   so", "said <text:s/><text:s/>so"),
    ],
)
def test_spaces_after_spaces_are_elements(was, new, written):
    document = opened("<text:p>They said that. A first of all. <text:s/>B was the next.</text:p>")
    place = span_of(document, was)
    assert document.holds(place, [was, new])
    copy = document.render([(place, new)])
    assert written in content_of(copy)
    assert parse(copy, name="memo.odt").text.content == document.splice([(place, new)])
    document.check([(place, new)], copy)


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<text:a>said</text:a>", True),
        ("<text:title>said</text:title>", True),
        ("<text:page-number>said</text:page-number>", True),
        ("<office:annotation><text:p>said</text:p></office:annotation>", False),
        ("<draw:frame><svg xmlns='x'><title>said</title></svg></draw:frame>", False),
        ("<text:note><text:note-citation>said</text:note-citation></text:note>", False),
    ],
)
def test_fields_links_and_comments_are_left_alone(inner, shown):
    document = opened(f"<text:p>They met and {inner} so, and then they went home again.</text:p>")
    assert document.text.content.count("said") == shown
    if shown:
        assert not document.holds(span_of(document, "said"), ["stated"])
    assert document.holds(span_of(document, "went home"), ["left"])


@pytest.mark.parametrize(
    "between",
    [
        '<text:change text:change-id="1"/>',
        "<office:annotation/>",
        "<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note>",
        "<draw:frame/>",
    ],
)
def test_nothing_is_replaced_across_what_must_stay_where_it_is(between):
    document = opened(f"<text:p>They said {between}that it was so, in the end.</text:p>")
    assert not document.holds(span_of(document, "said that"), ["stated"])
    assert document.holds(span_of(document, "it was"), ["it had been"])


def test_deleted_words_are_not_read():
    gone = f"<text:tracked-changes><text:p>{SENTENCE}</text:p></text:tracked-changes>"
    assert opened(gone, "<text:p>We met.</text:p>").text.content == "We met."


def test_two_copies_differ_in_the_marks_and_in_nothing_else():
    document = opened(f"<text:p>{SENTENCE}</text:p>")
    place = span_of(document, "said")
    copies = [document.render([(place, new)]) for new in ("stated", "noted", "said")]
    assert copies[2] == document.raw
    first, second, source = (zipfile.ZipFile(io.BytesIO(raw)) for raw in copies)
    assert first.namelist()[0] == "mimetype"
    assert first.infolist()[0].compress_type == zipfile.ZIP_STORED
    for name in source.namelist():
        if name != "content.xml":
            assert first.read(name) == second.read(name) == source.read(name)
    assert first.read("content.xml").replace(b"stated", b"noted") == second.read("content.xml")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("META-INF/documentsignatures.xml", "is digitally signed"),
        ("Basic/Standard/Module1.xml", "holds macros"),
    ],
)
def test_signed_documents_and_macros_are_not_copied_but_read(name, message):
    raw = odt(f"<text:p>{SENTENCE}</text:p>", extra=[(name, b"<x/>")])
    with pytest.raises(InputError, match=message):
        parse(raw, name="memo.odt")
    assert read_odt(raw, what="memo.odt").text.content == SENTENCE


def test_encrypted_and_other_documents_are_refused():
    manifest = f"<manifest:a {SPACES}><manifest:encryption-data/></manifest:a>".encode()
    members = [
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", b"\x01\x02"),
    ]
    with pytest.raises(InputError, match="is encrypted"):
        parse(archive(members), name="memo.odt")
    with pytest.raises(InputError, match="no opendocument text"):
        parse(archive([("mimetype", b"application/zip")]), name="memo.odt")
    bare = [members[0], ("content.xml", f"<text:p {SPACES}>{SENTENCE}</text:p>".encode())]
    assert parse(archive(bare), name="memo.odt").text.content == SENTENCE


def test_spaces_without_number_are_refused():
    body = "<text:p>We met." + '<text:s text:c="9999"/>' * 10_001 + "</text:p>"
    with pytest.raises(InputError, match="says more than 1,000,000 spaces"):
        parse(odt(body), name="memo.odt")
