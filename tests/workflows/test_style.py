"""A document's style: every copy keeps to one, and what it shows reads back from each copy."""

import re

import pytest

from canary.errors import InputError
from canary.files.documents import parse
from canary.files.review import parse_review, print_review
from canary.model import Channel
from canary.reading import Reader
from canary.workflows.plan import make_plan, site_list
from canary.workflows.rendering import covering_words, replacements
from canary.workflows.review import accept_review, make_review

MEMO = """To: The Library Board
From: Ana Whitlock

The reading room needs new lamps, desks, and chairs. We plan to organise the work in May, and we
think that the cost will be small. Colour charts, samples, and prices are on the table by the door.
Several people asked for quieter rooms, larger tables, and longer hours.

Please send an e-mail to the front desk if you want to see the plans. The group that met last week
believes we should begin with the lamps. They also said that the e-mail list, which is long, needs
work. We will summarise the answers in June. A friend of the library sent two more e-mails about
the colour of the walls.
"""
STYLES = {
    "st.national": ("organise", "Colour", "summarise", "colour"),
    "st.email": ("e-mail", "e-mail", "e-mails"),
    "st.list": (", ", ", ", ", "),
}


@pytest.fixture(scope="module")
def document():
    return parse(MEMO.encode(), name="memo.txt")


@pytest.fixture(scope="module")
def planned(document):
    return make_plan(document)


def styles(planned):
    return {s.rule: s for s in planned.plan.sites if s.channel is Channel.SPELLING}


def test_every_place_of_a_style_is_a_part_of_one_site(planned):
    found = styles(planned)
    assert {
        rule: tuple(part.variants[site.source] for part in site.parts)
        for rule, site in found.items()
    } == STYLES
    (listed,) = (s for s in site_list(planned) if s["rule"] == "st.email")
    assert len(listed["spans"]) == 3


def test_every_copy_keeps_to_one_style_and_reads_back(document, planned):
    sites = planned.plan.sites
    reader = Reader(document.text.content, sites)
    for word in covering_words(sites):
        copy = document.splice(replacements(sites, word))
        assert not (re.search("organis|colour", copy) and re.search("organiz|color", copy))
        assert not ("e-mail" in copy and "email" in copy)
        readings = reader.read(copy, faithful=True).readings
        assert [r.symbol for r in readings] == list(word)


def test_an_excerpt_shows_a_style_at_any_of_its_places(document, planned):
    sites = planned.plan.sites
    word = bytes(1 - s.source if s.rule in STYLES else s.source for s in sites)
    copy = document.splice(replacements(sites, word))
    excerpt = copy[copy.index("We will summ") :]
    readings = Reader(document.text.content, sites).read(excerpt).readings
    shown = {s.rule: r.symbol for s, r in zip(sites, readings, strict=True) if s.rule in STYLES}
    assert shown == {"st.national": 1, "st.email": 1, "st.list": None}


def test_an_accepted_review_keeps_the_places_together(document, planned):
    printed = print_review(make_review(planned), document.text.content)
    review = parse_review(printed, what="memo.review")
    again = accept_review(document, review, what="memo.review")
    assert {r: len(s.parts) for r, s in styles(again).items()} == {
        r: len(places) for r, places in STYLES.items()
    }


def test_a_lock_on_one_place_keeps_them_all(document, planned):
    printed = print_review(make_review(planned), document.text.content)
    row = next(r for r in printed.splitlines() if "st.email" in r)
    locked = printed.replace(row, row.replace("accept", "lock  "))
    again = accept_review(document, parse_review(locked, what="m"), what="m")
    assert "st.email" not in styles(again)


def test_a_further_place_must_say_what_the_document_says(document, planned):
    printed = print_review(make_review(planned), document.text.content)
    changed = re.sub(r"(also .*\| )e-mails / emails", r"\1mails / emails", printed)
    assert changed != printed
    with pytest.raises(InputError, match="the document says 'e-mails'"):
        accept_review(document, parse_review(changed, what="m"), what="m")
