"""Between neighbouring sites: an optional word and the word before it."""

from canary.language.proposals import Proposal
from canary.language.resolution import without_bad_followers
from canary.model import Channel, Span

THAT = Proposal(
    span=Span(4, 5),
    variants=(" ", " that "),
    source=1,
    channel=Channel.SYNTAX,
    rule="s.that",
    follows=frozenset({"say", "sure"}),
)


def verb(*lemmas, source=0):
    return Proposal(
        span=Span(0, 4),
        variants=lemmas,
        source=source,
        channel=Channel.LEXICON,
        rule="v.say",
        lemmas=lemmas,
    )


def test_a_neighbour_that_always_bears_the_gap_stays_whole():
    both = [verb("say", "make sure"), THAT]
    assert without_bad_followers(both) == both


def test_a_variant_that_does_not_bear_the_gap_goes_where_two_others_remain():
    first, second = without_bad_followers([verb("say", "state", "make sure"), THAT])
    assert first.variants == ("say", "make sure")
    assert second == THAT


def test_the_optional_word_goes_where_the_neighbour_would_not_be_left():
    assert without_bad_followers([verb("say", "state"), THAT]) == [verb("say", "state")]


def test_a_site_that_is_no_neighbour_or_has_no_lemmas_changes_nothing():
    apart = [verb("say", "state"), Proposal(Span(9, 10), (" ", " that "), 1, "syntax", "s.that")]
    assert without_bad_followers(apart) == apart
    bare = Proposal(Span(0, 4), ("a b", "b a"), 0, Channel.SYNTAX, "s.order")
    assert without_bad_followers([bare, THAT]) == [bare, THAT]
