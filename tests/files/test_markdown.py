"""canary.files.markdown: what in a Markdown file is prose."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.files import markdown

LONG = "We write to report that the committee met again in the spring."


def blocks(content):
    text = markdown.read(content)
    return [(block.kind.value, block.span.cut(content)) for block in text.blocks]


def kinds(content):
    return [kind for kind, _ in blocks(content)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("# Heading\n", "heading"),
        ("A heading of its own\n===\n", "heading"),
        ("Another one, with a full stop.\n---\n", "heading"),
        ("**From:** A. Clerk\n", "heading"),
        ("```python\nx = 1\n\ny = 2\n```\n", "code"),
        ("~~~\nnever closed\n", "code"),
        ("    indented code\n    and more\n", "code"),
        ("<div class='a'>\nWe agreed.\n</div>\n", "code"),
        ("<!-- a remark\n\nover lines -->\n", "code"),
        ("<!-- a remark --> and more.\nAnd more.\n", "code"),
        ("<script>\n\nWe agreed.\n</script>\n", "code"),
        ("{: .class}\n", "code"),
        ("{% include note.html %}\n", "code"),
        ("$$\nx^2\n$$\n", "code"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "table"),
        ("a | b\n--|--\n1 | 2\n", "table"),
        ("> We agreed.\nLazily so.\n", "quotation"),
        ("[^1]: A footnote that says much.\n", "quotation"),
        ("[ref]: https://example.com\n", "quotation"),
    ],
)
def test_what_is_not_a_paragraph_is_left_alone(content, kind):
    assert kinds(content) == [kind]
    assert kinds(f"{LONG}\n\n{content}\n{LONG}\n")[:2] == ["paragraph", kind]


def test_paragraphs_and_items_are_prose_and_begin_after_their_markers():
    content = f"{LONG}\n\n* We met\n  on Monday.\n* We agreed.\n\n1. Once more.\n"
    assert blocks(content) == [
        ("paragraph", LONG),
        ("list-item", "We met\n  on Monday."),
        ("list-item", "We agreed."),
        ("list-item", "Once more."),
    ]


def test_a_paragraph_inside_an_item_is_prose_and_deeper_text_is_code():
    content = (
        "- We met.\n\n  We agreed.\n\n      code()\n\n  - Inner item.\n\nThen we stopped at once.\n"
    )
    assert kinds(content) == ["list-item", "list-item", "code", "list-item", "paragraph"]


def test_a_fence_inside_an_item_is_code():
    assert kinds("- We met.\n\n  ```\n  code\n  ```\n\n- We left.\n") == [
        "list-item",
        "code",
        "list-item",
    ]


def test_rules_part_blocks_and_are_none():
    assert kinds(f"{LONG}\n\n***\n\n{LONG}\n") == ["paragraph", "paragraph"]


def test_front_matter_is_left_alone():
    assert kinds(f"---\ntitle: x\n---\n\n{LONG}\n") == ["front-matter", "paragraph"]


def test_everything_that_is_not_words_is_locked():
    content = (
        "See [the *memo*](a.md 'title'), ![pic](p.png), <https://a.org>, `code`, ``a ` b``, "
        "<br />, [ref][1], x[^2], www.a.org, &amp; **bold**, a_b@c.org and C:\\dir, {{ var }} "
        "#12."
    )
    (block,) = markdown.read(content).blocks
    assert [span.cut(content) for span in block.locked] == [
        "[",
        "the *memo*",
        "](a.md 'title')",
        "![pic](p.png)",
        "<https://a.org>",
        "`code`",
        "``a ` b``",
        "<br />",
        "[",
        "ref",
        "][1]",
        "[^2]",
        "www.a.org,",
        "&amp;",
        "**",
        "**",
        "a_b@c.org",
        "C:\\dir",
        "{{ var }}",
        "#12",
    ]


@given(st.text(alphabet="aA.1-# \n\t>`|:[*<=", max_size=200))
def test_blocks_are_in_order_and_disjoint_whatever_the_text(content):
    spans = [block.span for block in markdown.read(content).blocks]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start <= span.end <= len(content) for span in spans)
