"""What varies in a document, and what never does."""

from itertools import pairwise

import pytest

from canary.errors import InputError
from canary.language import Lexicon, analyse
from canary.language.analysis import ALL_CHANNELS, number_stretches
from canary.language.compiler import compile_wordlists
from canary.language.lexicon import folder
from canary.model import Block, BlockKind, Channel, Span, Text

ALWAYS = {n: (folder() / n).read_text(encoding="utf-8") for n in ("forms.toml", "guards.toml")}
WORDS = """
schema = 1
[[class]]
id = "n.aim"
pos = "NOUN"
variants = ["aim", "goal", "objective"]
near = 12
accept = ["The {aim|goal} is clear.", "Our {aims|goals} are clear."]
reject = ["They {aim} high.", "It is {clear}."]
[[class]]
id = "a.important"
pos = "ADJ"
variants = ["important", "significant"]
accept = ["It is {important|significant}.", "It was {important|significant} to us."]
reject = ["They {aim} high.", "It is {clear}."]
[[class]]
id = "p.because"
pos = "PHRASE"
variants = ["because of", "owing to"]
near = 0
accept = ["It closed {because of|owing to} rain.", "{Because of|Owing to} rain, it closed."]
reject = ["They {aim} high.", "It is {clear}."]
"""
LEXICON = Lexicon.parse(compile_wordlists({**ALWAYS, "words.toml": WORDS}))


def prose(content, *locked):
    block = Block(Span(0, len(content)), BlockKind.PARAGRAPH, tuple(locked))
    return Text(content, (block,))


def sites(text, **options):
    text = prose(text) if isinstance(text, str) else text
    return analyse(text, lexicon=LEXICON, **options).sites


def shown(text, **options):
    return [site.variants for site in sites(text, **options)]


def test_a_site_says_what_the_document_says():
    text = "The aim of the work is clear. It is important to all of us."
    for site in sites(text):
        assert site.variants[site.source] == site.span.cut(text)
        assert site.sentence.start <= site.span.start < site.sentence.end


def test_the_article_joins_the_site_where_variants_disagree_on_it():
    assert shown("This is an important step.") == [("an important", "a significant")]
    assert shown("This is the important step.") == [("important", "significant")]


def test_a_capital_at_the_start_is_kept():
    assert shown("Because of rain we met indoors.") == [("Because of", "Owing to")]


def test_a_line_break_inside_a_site_is_kept():
    assert shown("We met indoors because\nof rain.") == [("because\nof", "owing\nto")]


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("We know that\nthey are ready now.", ("\n", "\nthat ")),
        ("We know\nthat they are ready now.", ("\n", "\nthat ")),
        ("We know\nthe plan is ready now.", ("\n", "\nthat ")),
    ],
)
def test_a_word_may_come_and_go_at_a_line_break(text, variants):
    (site,) = [s for s in analyse(prose(text)).sites if s.rule == "s.that.verb"]
    assert site.variants[site.source] == site.span.cut(text)
    assert set(site.variants) - {site.span.cut(text)} <= set(variants)


@pytest.mark.parametrize(
    "text",
    [
        "He said “the aim is clear” and left.",
        'He said "the aim is clear" and left.',
        'He said "the aim is clear and left.',
        "the aim is clear” he said.",
        "He called it ‘the aim of it’ then.",
        "He called it 'the aim of it' then.",
        "The Aim Foundation met.",
        "It is a multi-aim plan.",
        "He wrote [the aim of the plan] here.",
        "See `the aim here` for more.",
        "Write to aim@example.org or see www.example.org/aim today.",
    ],
)
def test_quotations_names_compounds_and_addresses_never_vary(text):
    assert sites(text) == ()


def test_a_term_that_the_document_defines_is_kept_everywhere():
    text = "This plan (the “aim”) is long. The aim is clear."
    assert shown(text) == []


def test_locked_terms_and_locked_spans_are_kept():
    text = "The aim of the work is clear."
    assert shown(text, lock=["THE AIM"]) == []
    assert sites(prose(text, Span(4, 7))) == ()
    assert len(sites(text)) == 1


def test_only_prose_blocks_vary():
    text = "The aim of the work is clear."
    for kind in BlockKind:
        found = sites(Text(text, (Block(Span(0, len(text)), kind),)))
        assert bool(found) == kind.is_prose


def test_a_word_that_stands_nearby_is_not_offered_again():
    assert shown("The aim is clear, and the goal is near.")[0] == ("aim", "objective")


def test_two_sites_nearby_cannot_show_the_same_word():
    found = sites("The aim is clear and the objective is near to us all now.")
    offered = [set(site.variants) for site in found]
    for first, second in pairwise(offered):
        assert not first & second


def test_a_site_with_one_variant_left_is_no_site():
    assert shown("The aim, the goal and the objective are clear.") == []


def test_channels_that_are_not_asked_for_stay_out():
    text = "The aim is clear."
    assert sites(text, channels=ALL_CHANNELS - {Channel.LEXICON}) == ()


def test_authored_choices_are_sites_of_the_author():
    text = "We met {early|late|at noon} to see the {aim}."
    (site,) = sites(text, authored=True)
    assert site.channel is Channel.AUTHORED
    assert site.variants == ("early", "late", "at noon")
    assert site.span.cut(text) == "{early|late|at noon}"
    assert site.private
    assert sites(text) == ()


def test_templates_and_locked_braces_are_not_choices():
    assert sites("We met {{a|b}} and {% c|d %} now.", authored=True) == ()
    assert sites(prose("We met {a|b} now.", Span(7, 12)), authored=True) == ()


@pytest.mark.parametrize("choice", ["{a|a}", "{a|b|c|d|e|f|g}"])
def test_a_choice_of_equal_or_too_many_alternatives_is_refused(choice):
    with pytest.raises(InputError, match="different alternatives"):
        sites(f"We met {choice} now.", authored=True)


def test_sites_do_not_overlap_and_are_in_order():
    text = "The aim is important because of rain. The aim was important owing to sun."
    found = sites(text)
    assert [site.slot for site in found] == list(range(len(found)))
    for first, second in pairwise(found):
        assert first.span.end <= second.span.start


def test_analysis_does_not_depend_on_the_run():
    text = "The aim is important because of rain. The goals were many."
    assert analyse(prose(text), lexicon=LEXICON) == analyse(prose(text), lexicon=LEXICON)


def test_link_words_are_read_and_never_changed():
    text = "The aim of [the winter scheme](http://x.org) is important to us."
    start = text.index("[")
    locked = (
        Span(start, start + 1),
        Span(start + 1, start + 18),
        Span(start + 18, text.index(")") + 1),
    )
    found = sites(prose(text, *locked))
    assert all(not any(s.span.overlaps(span) for span in locked) for s in found)
    assert [s.variants for s in found] == [
        ("aim", "goal", "objective"),
        ("important", "significant"),
    ]


def test_stretches_are_merged_when_short_and_split_when_long():
    assert number_stretches([]) == []
    assert number_stretches([0, 0]) == [0, 0]
    assert number_stretches([0] * 7 + [1] * 2) == [0] * 9
    assert number_stretches([0] * 31) == [0] * 11 + [1] * 10 + [2] * 10


GUARDED = """
schema = 1
[[class]]
id = "v.seek"
pos = "VERB"
variants = ["seek", "try"]
edges = ["seek > try"]
near = 0
when = ["next:to"]
accept = ["They {seek|try} to win.", "We {seek|try} to help."]
reject = ["They {seek} help.", "They {try} to win."]
[[class]]
id = "p.in"
pos = "PHRASE"
variants = ["in", "within"]
when = ["next:reach"]
accept = ["It was {in|within} reach.", "All is {in|within} reach."]
reject = ["It was {in} June.", "All is {in} order."]
"""


def test_a_person_is_offered_content_words_that_no_condition_vouches_for():
    lexicon = Lexicon.parse(compile_wordlists({**ALWAYS, "words.toml": GUARDED}))
    text = prose("They seek to win in spring. Others seek help in summer and try to win.")
    analysis = analyse(text, lexicon=lexicon, offers=True)
    assert [(s.rule, s.variants) for s in analysis.sites] == [("v.seek", ("seek", "try"))]
    assert [(s.rule, s.variants) for s in analysis.offers] == [("v.seek?", ("seek", "try"))]
    assert analysis.offers[0].span.start > text.content.index("Others")
    assert analyse(text, lexicon=lexicon).offers == ()
