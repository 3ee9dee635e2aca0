"""canary.files.plain: what in a text file is prose."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.files import plain


def blocks(content):
    text = plain.read(content)
    assert text.content == content
    return [(block.kind.value, block.span.cut(content)) for block in text.blocks]


def kinds(content):
    return [kind for kind, _ in blocks(content)]


LONG = "We write to report that the committee met again in spring and agreed on most points there."


def test_a_hard_wrapped_paragraph_is_one_block():
    wrapped = (
        "We write to report that the committee met\nin the spring and agreed on all\nthe points.\n"
    )
    assert blocks(wrapped) == [("paragraph", wrapped.rstrip("\n"))]


def test_long_lines_are_a_paragraph_each():
    content = f"{LONG} {LONG}\n{LONG} {LONG}\nIn short, we agree.\n"
    assert kinds(content) == ["paragraph"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "SUBJECT",
        "THE COMMITTEE'S SECOND REPORT",
        "3. Findings and Next Steps",
        "2.1 Scope",
        "Washington, May 20, 1970.",
        "William D. Playdon",
        "Dear Mr Smith,",
        "Yours sincerely,",
        "From: A. Clerk\nTo: All staff\n  and guests\nDate: 3 May",
        "-----",
        "# A heading",
        "<div>markup</div>",
    ],
)
def test_headings_and_the_like_are_not_prose(line):
    assert kinds(f"{line}\n\n{LONG}\n") == ["heading", "paragraph"]


def test_a_memo_head_ends_where_the_text_begins():
    assert kinds(f"To: All staff\nSubject: Leave\n{LONG}\n") == ["heading", "paragraph"]


def test_a_short_line_above_a_long_one_is_its_heading():
    assert kinds(f"The price of peace\n{LONG} {LONG}\n") == ["heading", "paragraph"]


def test_list_items_begin_after_their_markers():
    content = "1. We met on Monday.\n2. We agreed to meet\n   again.\n\n- and so on\n"
    assert blocks(content) == [
        ("list-item", "We met on Monday."),
        ("list-item", "We agreed to meet\n   again."),
        ("list-item", "and so on"),
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("name\tcity\nA. Clerk\tParis\n", "table"),
        ("name     city\nA. Clerk    Paris\n", "table"),
        ("| a | b |\n| 1 | 2 |\n", "table"),
        ("    indented = code()\n    more(code)\n", "code"),
        ("```\ncode\n\nstill code\n```\n", "code"),
        ("> we never agreed to this\n> or to that.\n", "quotation"),
    ],
)
def test_tables_code_and_quotations_are_not_prose(content, kind):
    assert kinds(content) == [kind]


def test_a_reply_between_quoted_lines_is_prose():
    content = f"> Did you meet with them in the spring?\n{LONG}\n> And what did you agree on?\n"
    assert kinds(content) == ["quotation", "paragraph", "quotation"]


def test_text_before_and_after_a_fence_is_kept_apart():
    assert kinds(f"{LONG}\n```\ncode\n```\n{LONG}\n") == ["paragraph", "code", "paragraph"]


def test_front_matter_is_left_alone():
    assert kinds(f"---\ntitle: Leave\n---\n\n{LONG}\n") == ["front-matter", "paragraph"]
    assert kinds(f"---\n{LONG}\n")[-1] == "paragraph"


def test_verse_is_not_a_wrapped_paragraph():
    assert kinds("The woods are lovely\nAnd the night is deep\n") == ["heading", "heading"]


def test_links_and_brackets_are_locked():
    content = f"{LONG} See https://example.com/a and [not declassified] of a_name in the U.S. too."
    (block,) = plain.read(content).blocks
    assert [span.cut(content) for span in block.locked] == [
        "https://example.com/a",
        "[not declassified]",
        "a_name",
    ]


@given(st.text(alphabet="aA.1-# \n\r\t>`|:[*", max_size=200))
def test_blocks_are_in_order_and_disjoint_whatever_the_text(content):
    text = plain.read(content)
    spans = [block.span for block in text.blocks]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start <= span.end <= len(content) for span in spans)
    kept = "".join(span.cut(content) for block in text.blocks for span in [block.span])
    assert sum(mark == "a" for mark in kept) == content.count("a")
