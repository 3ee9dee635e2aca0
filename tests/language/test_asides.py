"""Marks around and between: parentheticals, asides, examples, joined clauses, openings."""

import pytest

from canary.language import Lexicon, tagger
from canary.language.analysis import analyse, propose
from canary.language.compiler import compile_wordlists
from canary.language.lexicon import folder
from canary.model import Block, BlockKind, Span, Text

ALWAYS = {n: (folder() / n).read_text(encoding="utf-8") for n in ("forms.toml", "guards.toml")}
EXAMPLES = 'accept = ["A {b|c} d.", "E {f|g} h."]\nreject = ["A {b} c.", "D {e} f."]'
RULES = {
    "paired-commas": 'words = ["of course", "therefore"]',
    "dashed-aside": "",
    "example-comma": 'words = ["including", "such as"]',
    "semicolon-stop": 'words = ["we", "they", "it", "i"]',
    "adverb-comma": 'words = ["today", "often"]\npairs = [["last", "week"]]',
    "end-comma": 'words = ["too"]',
}


def lexicon(operation):
    rule = f'id = "t.r"\noperation = "{operation}"\nchannel = "punctuation"\n{RULES[operation]}'
    text = f"schema = 1\n[[rule]]\n{rule}\n{EXAMPLES}\n"
    return Lexicon.parse(compile_wordlists({**ALWAYS, "rules.toml": text}))


LEXICONS = {operation: lexicon(operation) for operation in RULES}


def other(operation, text):
    """The text under the first site's other variant, None without a site."""
    (passage,) = tagger.analyse([text])
    for p in propose(passage, LEXICONS[operation]):
        out, at = "", 0
        for part in p.parts:
            assert part.span.cut(text) == part.variants[p.source]
            out += text[at : part.span.start] + part.variants[1 - p.source]
            at = part.span.end
        return out + text[at:]
    return None


@pytest.mark.parametrize(
    ("operation", "one", "two"),
    [
        ("paired-commas", "It is, of course, late.", "It is of course late."),
        ("adverb-comma", "Today we know more.", "Today, we know more."),
        ("adverb-comma", "Last week they met in town.", "Last week, they met in town."),
        ("end-comma", "The plan helps the staff too.", "The plan helps the staff, too."),
        ("example-comma", "We met groups, such as clubs.", "We met groups such as clubs."),
    ],
)
def test_a_free_comma_comes_and_goes(operation, one, two):
    assert other(operation, one) == two
    assert other(operation, two) == one


@pytest.mark.parametrize(
    ("operation", "one", "two"),
    [
        ("dashed-aside", "We — all nine of us — agreed.", "We, all nine of us, agreed."),
        (
            "semicolon-stop",
            "It was cold there; we left at noon.",
            "It was cold there. We left at noon.",
        ),
    ],
)
def test_a_stronger_mark_only_becomes_the_plainer(operation, one, two):
    assert other(operation, one) == two
    assert other(operation, two) is None


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("paired-commas", "It is, of course late."),
        ("paired-commas", "They met, of course, at noon."),
        ("paired-commas", "Now, it is, of course, late."),
        ("paired-commas", "It is late, of course."),
        ("dashed-aside", "We — they met us — agreed."),
        ("dashed-aside", "We — all nine of us — agreed, at last."),
        ("dashed-aside", "We — all, or nearly all — agreed."),
        ("dashed-aside", "We — all nine of us agreed."),
        ("dashed-aside", "He wrote “we — all nine of us — agreed”."),
        ("example-comma", "We met groups such as clubs that are new."),
        ("example-comma", "We met clubs, groups, such as yours and mine."),
        ("example-comma", "We met one group such as yours."),
        ("example-comma", "They win in many ways, including by speed."),
        ("semicolon-stop", "It was cold there; not so cold for us."),
        ("semicolon-stop", "It was cold; it was late; we left at noon."),
        ("semicolon-stop", "It was cold there; we left at noon: all of us."),
        ("semicolon-stop", "Maps of the old town; we left at noon."),
        ("semicolon-stop", "It was cold there; we there at noon with maps."),
        ("semicolon-stop", "It was cold there &mdash; we left at noon."),
        ("adverb-comma", "Often small rooms are cold."),
        ("adverb-comma", "Today is the last day of May."),
        ("adverb-comma", "Last month they met in town."),
        ("adverb-comma", "Today we."),
        ("end-comma", "When it rains, we stay in, too."),
        ("end-comma", "We too saw the new plan."),
        ("end-comma", "Me too."),
    ],
)
def test_a_mark_with_work_to_do_stays(operation, text):
    assert other(operation, text) is None


def test_both_marks_of_a_pair_stand_on_their_lines():
    for content, count in (("It is,\nof course, late.", 0), ("Now\nit is, of course, late.", 1)):
        text = Text(content, (Block(Span(0, len(content)), BlockKind.PARAGRAPH),))
        found = analyse(text, lexicon=LEXICONS["paired-commas"]).sites
        assert [len(site.parts) for site in found] == [2] * count
