"""canary.files.webpage: what a page says, and copies that differ in their marks only."""

import time
from contextlib import suppress

import pytest

from canary.errors import InputError, VerificationError
from canary.files.documents import parse
from canary.model import BlockKind, Span
from tests.files.looking import kinds, span_of

PAGE = """<!DOCTYPE html>
<html><head><title>Basin</title><style>p { color: red }</style>
<script>if (a < b) { document.write("<p>They said so.</p>"); }</script></head>
<body><nav><a href="/">Home</a> | News</nav>
<h1>The north basin</h1>
<p class="x">The board   said
 that the <b>north</b> basin &amp; the caf&eacute; close on Monday.<br>It met again.</p>
<ul><li>The first of the items was agreed by all.<li>The second of them was not.</ul>
<pre>The code is left as it is.</pre>
<blockquote><p>We shall fight them on the beaches.</p></blockquote>
<table><tr><td>Cost<td>12</tr>
<tr><td>The members of the board agreed that the costs are too high.</td></tr></table>
<p>Read <a href="/memo?a=1&b=2">the whole memo</a> before the meeting is held.</p>
<!-- The comment of an editor. --></body></html>
"""


def opened(content=PAGE, name="page.html"):
    return parse(content if isinstance(content, bytes) else content.encode(), name=name)


def test_a_page_is_read_as_its_reader_sees_it():
    assert kinds(opened()) == [
        (BlockKind.HEADING, "Home | News"),
        (BlockKind.HEADING, "The north basin"),
        (
            BlockKind.PARAGRAPH,
            "The board said that the north basin & the café close on Monday.\nIt met again.",
        ),
        (BlockKind.LIST_ITEM, "The first of the items was agreed by all."),
        (BlockKind.LIST_ITEM, "The second of them was not."),
        (BlockKind.CODE, "The code is left as it is."),
        (BlockKind.QUOTATION, "We shall fight them on the beaches."),
        (BlockKind.TABLE, "Cost"),
        (BlockKind.TABLE, "12"),
        (BlockKind.PARAGRAPH, "The members of the board agreed that the costs are too high."),
        (BlockKind.PARAGRAPH, "Read the whole memo before the meeting is held."),
    ]


def test_links_and_line_breaks_are_locked():
    document = opened()
    locked = [span.cut(document.text.content) for b in document.text.blocks for span in b.locked]
    assert locked == ["\n", "the whole memo"]


@pytest.mark.parametrize(
    ("words", "new", "was", "shown"),
    [
        ("said that", "stated", "said\n that", "stated"),
        ("said", "said <b>", "said\n", "said &lt;b&gt;\n"),
        ("café", "coffee & house", "caf&eacute;", "coffee &amp; house"),
        ("closes", "closes", "", ""),
        ("again", "once more", "again", "once more"),
        ("board", "bo\u00a0ard", "board", "bo&nbsp;ard"),
    ],
)
def test_only_the_replaced_words_change(words, new, was, shown):
    page = PAGE if words in opened().text.content else PAGE.replace("close", "closes")
    document = opened(page)
    place = span_of(document, words)
    assert document.holds(place, [words, new])
    copy = document.render([(place, new)])
    assert copy.decode() == page.replace(was, shown, 1)
    assert opened(copy).text.content == document.splice([(place, new)])
    again, moved = opened(copy).text.blocks, document.reread([(place, new)]).blocks
    assert [(b.span, b.kind) for b in moved] == [(b.span, b.kind) for b in again]
    document.check([(place, new)], copy)
    assert document.render([]) == page.encode()


def test_what_would_cross_markup_or_touch_a_link_is_not_held():
    document = opened()
    assert not document.holds(span_of(document, "the north basin"), ["the south pool"])
    assert not document.holds(span_of(document, "whole"), ["entire"])
    assert not document.holds(span_of(document, "Monday.\nIt"), ["Monday; it"])
    assert not document.holds(span_of(document, "board"), ["bo\0ard"])
    with pytest.raises(ValueError, match="nothing can be written"):
        document.render([(span_of(document, "whole"), "entire")])


def test_a_comma_goes_to_the_words_before_it():
    document = opened("<p>We met <b>twice</b> and <i>then</i> we all went home.</p>")
    place = Span(document.text.content.index(" and"), document.text.content.index(" and"))
    assert document.holds(place, ["", ","])
    assert b"<b>twice,</b> and" in document.render([(place, ",")])
    image = opened("<p>We met <b>twice</b><img src=a> and then we all went home.</p>")
    place = Span(image.text.content.index(" and"), image.text.content.index(" and"))
    assert not image.holds(place, ["", ","])


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_kept_and_holds_every_word(codec):
    raw = "<p>The café closes on Monday, and £5 is owed.</p>".encode(codec)
    document = opened(raw)
    place = span_of(document, "Monday")
    assert document.render([]) == raw
    shown = document.render([(place, "Вторник")])
    assert opened(shown).text.content == document.splice([(place, "Вторник")])


def test_a_copy_that_differs_elsewhere_is_found_out():
    document = opened()
    replaced = [(span_of(document, "board"), "council")]
    copy = document.render(replaced)
    for forged in (
        copy.replace(b"color: red", b"color: ref"),
        copy.replace(b"editor.", b"editor!"),
        copy.replace(b"council", b"councix"),
    ):
        with pytest.raises(VerificationError):
            document.check(replaced, forged)


def test_what_is_hidden_is_not_read():
    page = '<p>One day <span hidden>two</span><span style="display: none">three</span> ends.</p>'
    assert opened(page).text.content == "One day ends."


@pytest.mark.parametrize(
    "page",
    [
        "<p>Some words<a b='",
        "<p>Some words<!-- never closed",
        "<p>Some words<script>never closed",
        "<p>Some words<style>a { b: c }",
    ],
)
def test_what_is_never_closed_holds_no_words(page):
    assert opened(page).text.content == "Some words"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000 + "words",
        "<a b=\"'" * 100_000,
        "<!--" * 200_000,
        "<script>" * 100_000,
        "&" * 500_000,
        "<b><p>" * 100_000 + "words",
        "</b>" * 200_000,
        "<" * 500_000,
    ],
)
def test_no_page_is_slow(page):
    began = time.process_time()
    with suppress(InputError):
        opened(page)
    assert time.process_time() - began < 4


def test_a_page_without_words_is_refused():
    with pytest.raises(InputError, match="no words"):
        opened("<html><script>a</script></html>")
