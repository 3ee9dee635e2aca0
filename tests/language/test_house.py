"""A vault's own wordings: sure in their own sentence, offered elsewhere, never protected."""

import pytest

from canary.files.documents import parse
from canary.language import Helpers, HouseWording, analyse
from canary.model import Channel

WORDING = HouseWording("quay", ("pier", "dock"), "The ship lay at the", "for two days.")


def found(text, *wordings, name="memo.txt", **options):
    """Return the house sites and the house offers, as their words."""
    document = parse(text.encode(), name=name)
    helpers = Helpers(house=wordings or (WORDING,))
    analysis = analyse(document.text, offers=True, helpers=helpers, **options)
    return tuple(
        [s.span.cut(document.text.content) for s in sites if s.channel is Channel.HOUSE]
        for sites in (analysis.sites, analysis.offers)
    )


def test_a_wording_is_a_site_in_the_very_sentence_it_is_from():
    document = parse(b"It came late.\nThe ship lay at\nthe quay for two days.", name="memo.txt")
    analysis = analyse(document.text, helpers=Helpers(house=(WORDING,)))
    (site,) = [s for s in analysis.sites if s.channel is Channel.HOUSE]
    assert (site.variants, site.source) == (("quay", "pier", "dock"), 0)
    assert (site.rule, site.private) == ("house", True)


@pytest.mark.parametrize(
    "text",
    [
        "The ship lay at the quay for three days.",
        "We walked along the quay. The ship lay at the dock for two days.",
    ],
)
def test_in_another_sentence_it_is_only_offered(text):
    assert found(text) == ([], ["quay"])


@pytest.mark.parametrize(
    "text",
    [
        "They sold two quays.",
        "The quay-side bar is shut.",
        "THE QUAY IS SHUT TODAY AND NOBODY KNOWS WHO HAS THE KEY.",
        'He said "the quay is shut" twice.',
        "The Quay is shut.",
    ],
)
def test_other_words_and_protected_places_are_left_alone(text):
    assert found(text) == ([], [])


def test_a_heading_and_a_locked_term_are_left_alone():
    assert found("# At the quay\n\nIt is shut.", name="memo.md") == ([], [])
    assert found("The ship lay at the quay for two days.", lock=("quay",)) == ([], [])


def test_a_wording_goes_before_a_class_of_the_wordlists():
    wording = HouseWording("begin", ("set out",), "We can", "tomorrow.")
    assert found("We can begin tomorrow.", wording) == (["begin"], [])


def test_a_wording_of_several_words_is_found_over_a_line_break():
    wording = HouseWording("at the quay", ("in port",), "The ship lay", "for two days.")
    assert found("The ship lay at\nthe quay for two days.", wording) == (["at\nthe quay"], [])


def test_without_the_channel_nothing_is_found():
    text = "The ship lay at the quay for two days."
    assert found(text, channels=frozenset({Channel.LEXICON})) == ([], [])


def test_offers_wait_to_be_asked_for():
    document = parse(b"We walked along the quay.", name="memo.txt")
    assert analyse(document.text, helpers=Helpers(house=(WORDING,))).offers == ()
