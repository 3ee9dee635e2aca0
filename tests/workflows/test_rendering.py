"""canary.workflows.rendering: copies, and the few that cover all pairs of neighbours."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.files.documents import parse
from canary.model import Channel, Part, Plan, Site, Span
from canary.workflows.rendering import covering_words, render, renderer


def site(slot, q, start=0):
    variants = tuple("abcdef"[:q])
    parts = (Part(Span(start, start + 1), variants),)
    return Site(slot, Channel.LEXICON, "r", parts, 0, Span(0, 9), 0)


@given(st.lists(st.integers(2, 6), max_size=12))
def test_every_pair_of_neighbouring_variants_is_shown_in_as_few_words_as_can_be(sizes):
    sites = [site(slot, q) for slot, q in enumerate(sizes)]
    words = covering_words(sites)
    assert len(words) == max([1, *sizes, *(a * b for a, b in pairwise(sizes))])
    for left, right in pairwise(sites):
        shown = {(word[left.slot], word[right.slot]) for word in words}
        assert shown == set(product(range(left.q), range(right.q)))


def style(slot, q, places):
    parts = tuple(Part(Span(n, n + 1), tuple("abcdef"[:q])) for n in places)
    return Site(slot, Channel.SPELLING, "r", parts, 0, Span(0, 9), 0)


@given(st.lists(st.integers(2, 6), max_size=5), st.lists(st.integers(2, 5), min_size=1, max_size=4))
def test_a_site_of_several_places_is_shown_beside_every_variant_of_every_other(sizes, styles):
    sites = [site(slot, q) for slot, q in enumerate(sizes)]
    spread = [style(len(sizes) + n, q, (n, n + 50)) for n, q in enumerate(styles)]
    words = covering_words([*sites, *spread])
    for one in spread:
        for other in [*sites, *spread]:
            shown = {(word[one.slot], word[other.slot]) for word in words}
            assert one is other or shown == set(product(range(one.q), range(other.q)))


def test_a_copy_shows_its_word_and_nothing_else_changes():
    document = parse(b"a one\r\na two", name="a.txt")
    style = Site(
        3,
        Channel.SPELLING,
        "r",
        (Part(Span(2, 5), ("one", "1")), Part(Span(9, 12), ("two", "2"))),
        0,
        Span(0, 12),
        0,
    )
    plan = Plan("", "", "U", (site(0, 2), style))
    assert render(document, plan, bytes([1, 0, 0, 1])) == b"b 1\r\na 2"
    assert render(document, plan, bytes(4)) == document.raw


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_renderer_of_many_copies_writes_what_rendering_one_does(codec, name):
    document = parse("“one” and two — three".encode(codec), name=name)
    at = document.text.content.index("one")
    style = Site(
        1,
        Channel.SPELLING,
        "r",
        (
            Part(Span(at + 9, at + 12), ("two", "twö", "")),
            Part(Span(at, at + 3), ("one", "“1”", "1")),
        ),
        0,
        Span(0, 20),
        0,
    )
    after = Part(Span(at + 15, at + 20), ("three", "3"))
    single = Site(0, Channel.LEXICON, "r", (after,), 0, Span(0, 20), 0)
    plan = Plan("", "", "U", (single, style))
    rendered = renderer(document, plan)
    for word in product(range(2), range(3)):
        assert rendered(bytes(word)) == render(document, plan, bytes(word))
