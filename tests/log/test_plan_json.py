"""Plans as canonical JSON: what is printed is read back, and nothing else is."""

import json
from dataclasses import replace

import pytest

from canary.encoding import canonical
from canary.errors import InputError
from canary.log.plan_json import parse_plan, print_plan
from canary.model import Channel, Part, Plan, Site, Span

FIRST = Site(
    slot=0,
    channel=Channel.LEXICON,
    rule="lexicon.begin",
    parts=(Part(Span(4, 9), ("began", "started")),),
    source=0,
    sentence=Span(0, 40),
    stretch=0,
)
STYLE = replace(
    FIRST,
    slot=7,
    channel=Channel.SPELLING,
    parts=(Part(Span(10, 10), ("", "é")), Part(Span(10, 16), ("colour", "color"))),
    source=1,
    stretch=2,
    private=True,
)
PLAN = Plan("ab" * 32, "cd" * 32, "U", (FIRST, STYLE))


def test_a_plan_comes_back_as_it_was():
    raw = print_plan(PLAN)
    assert parse_plan(raw) == PLAN
    assert print_plan(parse_plan(raw)) == raw


def test_a_plan_without_sites_comes_back():
    assert parse_plan(print_plan(replace(PLAN, sites=()))).sites == ()


BROKEN = {
    "profile X": replace(PLAN, profile="X"),
    "upper-case digest": replace(PLAN, text_sha256="AB" * 32),
    "short digest": replace(PLAN, wordlists_sha256="cd"),
    "a slot twice": replace(PLAN, sites=(FIRST, replace(STYLE, slot=0))),
    "sites out of order": replace(PLAN, sites=(STYLE, FIRST)),
    "a negative slot": replace(PLAN, sites=(replace(FIRST, slot=-1),)),
    "a slot beyond 2^20": replace(PLAN, sites=(replace(FIRST, slot=1 << 20),)),
    "a negative stretch": replace(PLAN, sites=(replace(FIRST, stretch=-1),)),
    "source out of range": replace(PLAN, sites=(replace(FIRST, source=2),)),
    "one variant": replace(PLAN, sites=(replace(FIRST, parts=(Part(Span(4, 9), ("a",)),)),)),
    "seven variants": replace(
        PLAN, sites=(replace(FIRST, parts=(Part(Span(4, 9), tuple("abcdefg")),)),)
    ),
    "parts of different q": replace(
        PLAN, sites=(replace(STYLE, parts=(STYLE.parts[0], Part(Span(10, 16), tuple("abc")))),)
    ),
    "variants alike": replace(PLAN, sites=(replace(FIRST, parts=(Part(Span(4, 9), ("a", "a")),)),)),
    "parts out of order": replace(PLAN, sites=(replace(STYLE, parts=STYLE.parts[::-1]),)),
    "span backwards": replace(PLAN, sites=(replace(FIRST, parts=(Part(Span(9, 4), ("a", "b")),)),)),
    "sentence backwards": replace(PLAN, sites=(replace(FIRST, sentence=Span(9, 4)),)),
    "overlapping sites": replace(
        PLAN, sites=(FIRST, replace(FIRST, slot=1, parts=(Part(Span(8, 12), ("a", "b")),)))
    ),
    "two empty sites at one place": replace(
        PLAN,
        sites=tuple(
            replace(FIRST, slot=i, parts=(Part(Span(4, 4), ("", "that ")),)) for i in range(2)
        ),
    ),
    "half a character": replace(
        PLAN, sites=(replace(FIRST, parts=(Part(Span(4, 9), ("a", "\ud800")),)),)
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_neither_printed_nor_read(fault):
    with pytest.raises(InputError):
        print_plan(BROKEN[fault])


def altered(change):
    value = json.loads(print_plan(PLAN))
    change(value)
    return canonical(value)


SHAPES = {
    "another format": lambda p: p.update(format="canary.plan/v2"),
    "a key too many": lambda p: p.update(more=1),
    "a key missing": lambda p: p.pop("profile"),
    "an unknown channel": lambda p: p["sites"][0].update(channel="rumour"),
    "a site with a key too many": lambda p: p["sites"][0].update(more=1),
    "a site without parts": lambda p: p["sites"][0].update(parts=[]),
    "a part with a key too many": lambda p: p["sites"][0]["parts"][0].update(more=1),
    "a variant that is a number": lambda p: p["sites"][0]["parts"][0].update(variants=[1, "a"]),
    "a span of three": lambda p: p["sites"][0].update(sentence=[1, 2, 3]),
    "a slot that is true": lambda p: p["sites"][0].update(slot=True),
    "a slot that is text": lambda p: p["sites"][0].update(slot="1"),
    "a source out of range": lambda p: p["sites"][0].update(source=9),
}


@pytest.mark.parametrize("fault", SHAPES)
def test_not_read(fault):
    with pytest.raises(InputError):
        parse_plan(altered(SHAPES[fault]))


def test_json_that_is_not_canonical_is_not_read():
    for raw in (print_plan(PLAN) + b"\n", json.dumps(json.loads(print_plan(PLAN))).encode()):
        with pytest.raises(InputError, match="not canonical json"):
            parse_plan(raw)
