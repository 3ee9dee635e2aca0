"""canary.report.plan_page: every site in place, everything escaped, no script."""

from html.parser import HTMLParser

import pytest

from canary.model import Block, BlockKind, Channel, Part, Site, Span, Text
from canary.report.plan_page import plan_page

HOSTILE = "<script>alert('x')</script> & \"quoted\" </mark></p>"
CONTENT = f"{HOSTILE}\n\n1. The aim is clear{HOSTILE}. It ends\u00a0now.\n\n2. So it goes."
VOID = {"meta"}


def site(slot, text, variants, channel=Channel.LEXICON, rule="n.aim", source=0):
    start = CONTENT.index(text)
    span = Span(start, start + len(text))
    return Site(slot, channel, rule, (Part(span, variants),), source, span, 0)


SITES = (
    site(0, "aim", ("<i>", "aim", "goal"), rule='x" onclick="y', source=1),
    site(1, ". It", (". It", ".  It"), Channel.SPACING),
    site(2, "\u00a0", (" ", "\u00a0", ""), Channel.SPACING, source=1),
    site(3, "goes", ("goes", "went"), Channel.HOUSE),
)
FIRST, SECOND = CONTENT.index("The aim"), CONTENT.index("So it")
TEXT = Text(
    CONTENT,
    (
        Block(Span(0, len(HOSTILE)), BlockKind.HEADING),
        Block(Span(FIRST, CONTENT.index("\n\n2.")), BlockKind.LIST_ITEM),
        Block(Span(SECOND, len(CONTENT)), BlockKind.LIST_ITEM),
    ),
)
PLAN = {
    "document": {"name": HOSTILE, "words": 12},
    "sites": 4,
    "bits": 4.6,
    "retyping_bits_per_100_words": 3.25,
    "sentences": 3,
    "sentences_without_site": 1,
    "channels": [{"channel": "lexicon", "sites": 2, "bits": 2.6, "survives_retyping": True}],
    "weakest_sentences": [{"sentence": HOSTILE, "sites": 1, "bits": 0.0}],
}


class Page(HTMLParser):
    """Follows a page: nesting, tags, attributes, what each mark shows."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.attributes, self.marks, self.texts = [], [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append([dict(attrs)["class"], dict(attrs)["title"], "", ""])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if "mark" in self.open:
            self.marks[-1][2 + (self.open[-1] == "span")] += data


@pytest.fixture
def page():
    return plan_page(PLAN, TEXT, SITES)


def test_the_page_is_well_formed(page):
    assert page.startswith("<!doctype html>")
    assert Page(page).open == []


def test_nothing_of_the_document_becomes_markup(page):
    seen = Page(page)
    assert not {"script", "i", "a", "img", "link", "iframe"} & set(seen.tags)
    assert set(seen.attributes) <= {"lang", "charset", "name", "content", "class", "style", "title"}
    assert "http" not in page
    assert "url(" not in page
    assert page.count("&lt;script&gt;") == 5  # title, heading, document twice, weakest sentence


def test_every_site_stands_in_its_place_with_its_other_wordings(page):
    assert Page(page).marks == [
        ["lexicon", 'x" onclick="y', "aim", "<i> | goal"],
        ["spacing", "n.aim", ". It", ".  It"],
        ["spacing", "n.aim", "°", "· | ·"],
        ["house", "n.aim", "goes", "went"],
    ]


def test_the_document_is_all_there_with_the_marks_between_blocks(page):
    text = "".join(Page(page).texts)
    for piece in (HOSTILE, "1. The aim", "is clear", "2. So it goes"):
        assert piece in text
    assert text.index("1. The") < text.index("2. So")


def test_the_figure_beside_a_paragraph_counts_what_survives_retyping(page):
    seen = Page(page)
    assert "1.6" in seen.texts
    assert "1.0" in seen.texts
    assert "3.25 bits per 100 words" in "".join(seen.texts)
    assert "1 of 3 sentences" in "".join(seen.texts)


def test_a_plan_of_nothing_is_a_page_too():
    bare = {k: v for k, v in PLAN.items() if k != "weakest_sentences"} | {"channels": []}
    seen = Page(plan_page(bare, TEXT, ()))
    assert seen.marks == []
    assert seen.open == []
