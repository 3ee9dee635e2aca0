"""What a rule may ask of the place where it stands, sentence by sentence."""

import re

import pytest

from canary.language.match import Match
from canary.language.predicates import compile_any, compile_one
from canary.language.tagger import analyse
from canary.language.traits import traits_of


def match(sentence, word=None):
    """Return the match of the words in braces; `word` says which of them governs the sense."""
    found = re.search(r"\{(.*?)\}", sentence)
    (passage,) = analyse([sentence.replace("{", "").replace("}", "")])
    passage.traits = traits_of([passage])
    inside = [w for w in passage.words if found.start() <= w.start < found.end() - 2]
    anchor = next((w for w in inside if w.lower == word), inside[0])
    return Match(passage, inside[0].index, inside[-1].index + 1, anchor.index)


def holds(predicate, sentence, word=None):
    return compile_one(predicate)(match(sentence, word))


@pytest.mark.parametrize(
    ("predicate", "holding", "failing"),
    [
        ("pobj:board|staff", "They {wrote} to the board.", "They {wrote} the board a note."),
        ("pobj:in=May|june", "They {met} in June.", "They {met} on June 5."),
        ("pobj:<num>", "The price {rose} to 12.", "The price {rose} to a peak."),
        ("pobj:<pron>", "They {spoke} with her.", "They {spoke} with the mayor."),
        ("pobj:weather", "It closed {because of} the weather.", "It closed {because of} rain."),
        ("pobjpos:NNS", "They {spoke} with farmers.", "They {spoke} with a farmer."),
        ("objpos:NNS", "They {sold} books.", "They {sold} it."),
        ("head-kid:dobj=report", "They {quickly} read the report.", "They {quickly} left."),
        ("head-kid:neg", "They did not {fully} agree.", "They {fully} agree."),
        ("bare", "They asked for {advice}.", "They asked for her {advice}."),
        ("bare", "{Farmers} need rain.", "The {farmers} need rain."),
        ("clause:to", "We have a {plan} to build it.", "We have a {plan} for it."),
        ("prenominal", "We read the {revised} plan.", "The plan was {revised} by them."),
        ("prenominal", "They saw the {proposed} rules.", "They {proposed} rules."),
        ("doc:first-person", "We {met} our friends.", "They {met} their friends."),
        ("doc:contractions", "They {met}, didn't they?", "They {met}, did they not?"),
        ("doc:contractions", "It's known they {met}.", "The mayor's friends {met}."),
        ("doc:legal", "The board shall {meet} hereunder.", "The board will {meet} here."),
        ("doc:second-person", "You should {meet} them.", "They should {meet} them."),
    ],
)
def test_a_predicate_tells_the_two_places_apart(predicate, holding, failing):
    assert holds(predicate, holding)
    assert not holds(predicate, failing)
    assert holds(f"!{predicate}", failing)


def test_an_infinitive_right_behind_counts_wherever_the_parser_put_it():
    found = match("They made {haste} to leave.")
    for word in found.passage.words:
        word.kids.clear()
    assert compile_one("clause:to")(found)


def test_a_nested_list_wants_all_of_its_items():
    both = compile_any([["has:dobj", "prep:to"], "passive"])
    assert both(match("They {sent} a letter to her."))
    assert not both(match("They {sent} a letter."))


@pytest.mark.parametrize("wrong", ["doc:poetic", "kid:to", "bare:x", "pobj", "pobj:"])
def test_an_unknown_name_or_value_is_refused(wrong):
    with pytest.raises(ValueError, match=r"unknown predicate|wants"):
        compile_one(wrong)


def test_a_trait_wants_more_than_one_stray_mark():
    legal, plain = "They shall meet.", "The board met and spoke of many things that day. " * 100
    assert traits_of(analyse([legal])) == {"legal"}
    assert traits_of(analyse([legal, plain])) == frozenset()
