"""Operations on structure: what keeps its meaning may change, what is in doubt is left alone."""

import pytest

from canary.language import tagger
from canary.language.analysis import propose
from canary.language.lexicon import Lexicon, packaged
from canary.language.tagger import Passage


def lexicon() -> Lexicon:
    return packaged()


def offered(rule: str, text: str) -> list[str]:
    """Return the texts that one rule offers instead of `text`."""
    passage: Passage = next(iter(tagger.analyse([text])))
    return [
        text[: p.span.start] + variant + text[p.span.end :]
        for p in propose(passage, lexicon(), tiers=frozenset({"gold", "silver"}))
        if p.rule == rule
        for i, variant in enumerate(p.variants)
        if i != p.source
    ]


@pytest.mark.parametrize(
    ("rule", "text", "other"),
    [
        ("s.adverb", "They will soon open the road.", "They soon will open the road."),
        ("s.both", "It helps both the farms and the towns.", "It helps the farms and the towns."),
        ("s.genitive", "We know the council's goals.", "We know the goals of the council."),
        ("s.genitive", "The goals of our council are clear.", "Our council's goals are clear."),
        ("s.help.to", "They helped build the road.", "They helped to build the road."),
        ("s.manner", "They reviewed the plan carefully.", "They carefully reviewed the plan."),
        (
            "s.manner",
            "The plan was carefully reviewed by the board.",
            "The plan was reviewed carefully by the board.",
        ),
        ("s.particle", "They turned the lights off.", "They turned off the lights."),
        ("s.particle", "Please turn off the lights.", "Please turn the lights off."),
        ("s.repeated.aux", "It was built in May and was sold.", "It was built in May and sold."),
        (
            "s.repeated.preposition",
            "They wrote to the board and to the staff.",
            "They wrote to the board and the staff.",
        ),
        (
            "s.sentence.adverb",
            "I recently wrote to the board.",
            "Recently, I wrote to the board.",
        ),
        (
            "s.sentence.adverb",
            "Usually, the board can approve it.",
            "The board can usually approve it.",
        ),
        (
            "s.then",
            "If the plan is ready by May, then we will begin.",
            "If the plan is ready by May, we will begin.",
        ),
        (
            "s.opening.and",
            "It was late. And if you are tired, you should rest.",
            "It was late. If you are tired, you should rest.",
        ),
    ],
)
def test_a_sentence_is_offered_in_its_other_form(rule, text, other):
    assert offered(rule, text) == [other]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        # a negation, a question or an adverb whose scope would change
        ("s.repeated.aux", "The office will not review the plan and publish it."),
        ("s.repeated.aux", "Will the office review the plan and publish it?"),
        ("s.repeated.aux", "The office will only review the plan and publish it."),
        ("s.repeated.aux", "The office may review the plan and publish it."),
        ("s.repeated.aux", "The office will review the plan, and publish it."),
        ("s.repeated.aux", "The office will review the plan or publish it."),
        ("s.repeated.subject", "We never met the mayor and wrote to her."),
        ("s.repeated.subject", "The teams we met and helped are here."),
        ("s.sentence.adverb", "No board usually approves it."),
        ("s.sentence.adverb", "The board usually does not approve it."),
        ("s.sentence.adverb", "The board usually meets and votes."),
        # a name, which stays where it is
        ("s.sentence.adverb", "Recently, Mr. Osei wrote to the board."),
        ("s.opening.and", "It was late. And Holt Street was dark and empty."),
        ("s.genitive", "We know the goals of the Holt council."),
        ("s.particle", "They turned the Holt lights off."),
        # a word that may belong to what comes next
        ("s.genitive", "We know the council's goals for the year."),
        ("s.genitive", "We know the goals of the council and the board."),
        ("s.particle", "They turned off the lights in the hall."),
        ("s.particle", "They turned them off."),
        ("s.manner", "They carefully reviewed the plan for the road."),
        ("s.manner", "The work was done remotely."),
        ("s.repeated.preposition", "They wrote to the board and the staff of the town."),
        ("s.repeated.preposition", "They wrote to the board and for the staff."),
        ("s.repeated.possessive", "They asked their old friends and neighbors."),
        # no sentence before, no clause after, no condition at all
        ("s.opening.and", "And we were tired after the long walk."),
        ("s.opening.and", "It was late. And so to bed at last."),
        ("s.then", "If you have time, call us at noon today."),
        ("s.then", "If you still have some time, there are more books here."),
        # a person, a past tense, another number
        ("s.state", "The staff responsible for the road are here."),
        ("s.state", "They lost the tools used by the town."),
        ("s.state", "There are tools available to the town."),
        ("s.both", "It helps both the farms or the towns."),
        ("s.that.told", "They told the mayor the plan was ready."),
    ],
)
def test_what_is_in_doubt_is_left_alone(rule, text):
    assert offered(rule, text) == []


def test_a_legal_text_keeps_its_frames():
    plain = "The rules that they wrote last year are long."
    (passage,) = tagger.analyse([plain])
    assert [p for p in propose(passage, lexicon()) if p.rule == "s.relative"]
    passage.traits = frozenset({"legal"})
    assert not [p for p in propose(passage, lexicon()) if p.rule == "s.relative"]
