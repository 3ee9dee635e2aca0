"""Contractions, order, commas, spaces, articles, choices: where they vary and where they do not."""

import pytest

from canary.errors import InputError
from canary.language import Lexicon, tagger
from canary.language.analysis import propose
from canary.language.articles import takes_an, with_article
from canary.language.authored import choices, find_authored
from canary.language.compiler import compile_wordlists
from canary.language.lexicon import folder
from canary.language.proposals import Proposal
from canary.model import Block, BlockKind, Channel, Span

ALWAYS = {n: (folder() / n).read_text(encoding="utf-8") for n in ("forms.toml", "guards.toml")}
RULES = {
    "contracted-verb": 'words = ["i", "we", "you", "they", "it"]',
    "contracted-not": "",
    "swapped-conjuncts": 'words = ["JJ", "RB", "NNS", "NN"]\npairs = [["black", "white"]]',
    "adverb-order": 'words = ["also", "already", "now", "often"]',
    "introductory-comma": 'words = ["in", "on", "at", "after", "during"]',
    "clause-comma": 'words = ["and", "but"]',
    "sentence-space": "",
    "no-break-space": "",
}
EXAMPLES = 'accept = ["A {b|c} d.", "E {f|g} h."]\nreject = ["A {b} c.", "D {e} f."]'


def lexicon(operation):
    channel = "spacing" if operation.endswith("space") else "punctuation"
    rule = f'id = "t.rule"\noperation = "{operation}"\nchannel = "{channel}"\n{RULES[operation]}'
    text = f"schema = 1\n[[rule]]\n{rule}\n{EXAMPLES}\n"
    return Lexicon.parse(compile_wordlists({**ALWAYS, "rules.toml": text}))


LEXICONS = {operation: lexicon(operation) for operation in RULES}


def found(operation, text, *locked):
    (passage,) = tagger.analyse([text])
    proposals = list(propose(passage, LEXICONS[operation], locked))
    for p in proposals:
        assert p.span.cut(text) == p.variants[p.source]
    return [(p.variants, p.source) for p in proposals]


@pytest.mark.parametrize(
    ("text", "variants", "source"),
    [
        ("I think we are ready for it.", ("we are", "we're"), 0),
        ("I think we're ready for it.", ("we are", "we're"), 1),
        ("I think we’re ready for it.", ("we are", "we’re"), 1),
        ("They know it's a long road.", ("it is", "it's"), 1),
        ("Next week you will see the plan.", ("you will", "you'll"), 0),
        ("Today I think they have seen it.", ("they have", "they've"), 0),
    ],
)
def test_a_pronoun_and_its_verb_contract(text, variants, source):
    assert (variants, source) in found("contracted-verb", text)


@pytest.mark.parametrize(
    "text",
    [
        "We know what they are.",
        "We know they have a car.",
        "They know it's been a long road.",
        "Next year it will rain more.",
        "Next week you can see the plan.",
        "Today they WILL see the plan.",
        'He wrote "we are ready" to us.',
        "The board is ready for it.",
    ],
)
def test_a_verb_with_stress_or_a_sense_of_its_own_does_not_contract(text):
    assert found("contracted-verb", text) == []


@pytest.mark.parametrize(
    ("text", "variants", "source"),
    [
        ("The tool does not work well.", ("does not", "doesn't"), 0),
        ("The tool doesn't work well.", ("does not", "doesn't"), 1),
        ("The tool doesn’t work well.", ("does not", "doesn’t"), 1),
        ("We cannot publish the list yet.", ("cannot", "can't"), 0),
        ("We can't publish the list yet.", ("cannot", "can't"), 1),
        ("They will not publish the list.", ("will not", "won't"), 0),
    ],
)
def test_not_contracts_with_the_verb_before_it(text, variants, source):
    assert found("contracted-not", text) == [(variants, source)]


@pytest.mark.parametrize(
    "text",
    [
        "It is not only a list.",
        "Do not share the list.",
        "They might not share the list.",
        "They said they would not.",
        "It was a plan, not a list of things.",
        'He wrote "we do not know" to us.',
    ],
)
def test_a_stressed_first_or_last_not_stays(text):
    assert found("contracted-not", text) == []


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("The rules are clear and simple.", ("clear and simple", "simple and clear")),
        ("They worked quickly and quietly.", ("quickly and quietly", "quietly and quickly")),
        ("It was an open and simple plan.", ("an open and simple", "a simple and open")),
        ("We read the letters and reports.", ("letters and reports", "reports and letters")),
    ],
)
def test_two_equal_words_may_swap(text, variants):
    assert found("swapped-conjuncts", text) == [(variants, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "The film was black and white.",
        "The rules are clear or simple.",
        "The rules are clear, short and simple.",
        "The rules are clear and simple, and they are short.",
        "The rules are clear and clear.",
        "The rules are odd and incomprehensible.",
        "The rules are clear and very simple.",
        "The rules are very clear and simple.",
        "We read the letters and reports of the board.",
        "We know the law and court system.",
        'They are "clear and simple" rules.',
        "The rules are clear and  simple.",
        "The board met and voted.",
    ],
)
def test_words_with_company_or_habits_do_not_swap(text):
    assert found("swapped-conjuncts", text) == []


@pytest.mark.parametrize(
    ("text", "variants", "source"),
    [
        ("The board has already approved it.", ("has already", "already has"), 0),
        ("The board already has approved it.", ("has already", "already has"), 1),
        ("We will also publish the minutes.", ("will also", "also will"), 0),
    ],
)
def test_an_adverb_stands_on_either_side_of_the_first_auxiliary(text, variants, source):
    assert found("adverb-order", text) == [(variants, source)]


def test_no_adverb_goes_before_the_auxiliary_of_a_passive():
    assert found("adverb-order", "The minutes were often published late.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The board is already late.",
        "We have not already seen it.",
        "We've already seen the minutes.",
        "The board has approved it already.",
        "Already has the board approved it.",
        "We already saw the minutes.",
        "The board has  already approved it.",
        'He wrote "we have already seen it" to us.',
        "The board has quickly approved it.",
        "They want to already have seen it.",
    ],
)
def test_an_adverb_that_carries_emphasis_stays(text):
    assert found("adverb-order", text) == []


@pytest.mark.parametrize(
    ("operation", "text", "source"),
    [
        ("introductory-comma", "In recent years the board has grown.", 0),
        ("introductory-comma", "After the meeting, we wrote to the mayor.", 1),
        ("clause-comma", "The plan was ready and we approved it.", 0),
        ("clause-comma", "The report is long, but it says little.", 1),
    ],
)
def test_a_comma_may_come_and_go(operation, text, source):
    assert found(operation, text) == [((" ", ", "), source)]


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("introductory-comma", "The board has grown in recent years."),
        ("introductory-comma", "Over recent years the board has grown."),
        ("introductory-comma", "In the long and windy years of the old board it has grown."),
        ("introductory-comma", "After the meeting."),
        ("introductory-comma", "In recent years often the board has grown."),
        ("introductory-comma", "During the rule of Rome the town has grown."),
        ("introductory-comma", "In recent years has come a change."),
        ("introductory-comma", "In recent years small towns have grown."),
        ("introductory-comma", "In 2015 Rome has grown."),
        ("clause-comma", "The plan was ready and the board approved it."),
        ("clause-comma", "We left when the plan was ready and they approved it."),
        ("clause-comma", "They read it, we read it, and you read it."),
        ("clause-comma", "We believe, and they agree with us, that it works."),
        ("introductory-comma", "On May 2, 2020, they met the board."),
        ("clause-comma", "The plan was ready and cheap."),
        ("clause-comma", "The board met and voted."),
        ("clause-comma", "The plan was ready or the board approved it."),
        ("clause-comma", "The plan was ready; and the board approved it."),
        ("clause-comma", "The plan was ready and soon the board approved it."),
        ("clause-comma", "Come early and the board will see you."),
        ("clause-comma", "The plan (it is new) and the board was ready."),
        ("clause-comma", "He wrote that “the plan was ready and the board approved it”."),
    ],
)
def test_a_comma_with_work_to_do_stays(operation, text):
    assert found(operation, text) == []


def test_sentences_stand_one_space_or_two_apart():
    assert found("sentence-space", "The board met. It approved.") == [((" ", "  "), 0)]
    assert found("sentence-space", "The board met?  It approved.") == [((" ", "  "), 1)]


@pytest.mark.parametrize(
    "text",
    ["The board met.", "The board met.   It approved.", "The board met…  It approved the plan."],
)
def test_other_gaps_between_sentences_stay(text):
    assert found("sentence-space", text) == []


def test_locked_gaps_stay():
    assert found("sentence-space", "The board met. It approved.", Span(14, 15)) == []
    assert found("no-break-space", "It took 15 days.", Span(10, 11)) == []


def test_a_number_and_its_unit_may_be_kept_on_a_line():
    assert found("no-break-space", "It is 20 miles away.") == [((" ", "\u00a0"), 0)]
    assert found("no-break-space", "It took 15\u00a0days.") == [((" ", "\u00a0"), 1)]
    assert found("no-break-space", "It took fifteen days.") == []


PARAGRAPH = BlockKind.PARAGRAPH


def block(content, *locked):
    return Block(Span(0, len(content)), PARAGRAPH, locked)


def test_an_author_writes_choices_in_braces():
    text = "We met {early|late} and {met|} {alone} {{a|b}} {% c|d %}."
    assert [v for _, v in choices(text, block(text))] == [("early", "late"), ("met", "")]
    assert list(choices(text, block(text, Span(7, 8), Span(24, 30)))) == []
    (first, _) = find_authored(text, block(text))
    assert (first.channel, first.rule, first.source) == (Channel.AUTHORED, "authored", 0)
    assert first.span.cut(text) == "{early|late}"


@pytest.mark.parametrize("text", ["{a|a}", "{a|b|c|d|e|f|g}"])
def test_an_author_writes_each_of_few_alternatives_once(text):
    with pytest.raises(InputError, match="wants two to 6 different alternatives"):
        list(choices(text, block(text)))


@pytest.mark.parametrize(
    ("word", "an"),
    [
        *[(w, True) for w in ("important", "hour", "honest", "unimportant", "apple", "uncle")],
        *[(w, False) for w in ("useful", "house", "unit", "one", "European", "utility", "clear")],
    ],
)
def test_an_goes_by_sound(word, an):
    assert takes_an(word) is an


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("important it is", 0, ("important", "significant")),
        ("the important step", 1, ("important", "significant")),
        ("an important step", 1, ("an important", "a significant")),
        ("An important step", 1, ("An important", "A significant")),
        ("a important step", 1, None),
    ],
)
def test_the_article_grows_into_the_site_where_it_must(text, first, expected):
    (passage,) = tagger.analyse([text])
    start = text.index("important")
    span = Span(start, start + 9)
    site = Proposal(span, ("important", "significant"), 0, "lexicon", "a.important")
    grown = with_article(site, passage, first)
    assert (grown and grown.variants) == expected


def test_the_article_stays_outside_where_variants_agree_on_it():
    (passage,) = tagger.analyse(["an important step"])
    site = Proposal(Span(3, 12), ("important", "essential"), 0, "lexicon", "a.important")
    assert with_article(site, passage, 1) == site


@pytest.mark.parametrize(
    "text", ["We haven't seen it.", "I have not seen it.", "They aren't here."]
)
def test_a_pronoun_does_not_contract_before_not(text):
    assert found("contracted-verb", text) == []
