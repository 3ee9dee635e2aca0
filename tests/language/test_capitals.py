"""Paragraphs in capitals: read through a cased shadow, changed only where nothing is in doubt."""

import pytest

from canary.language import analyse
from canary.language.capitals import is_capitals, sentence_cased
from canary.model import Block, BlockKind, Span, Text


def offered(text):
    block = Block(Span(0, len(text)), BlockKind.PARAGRAPH)
    return {site.span.cut(text): site.variants for site in analyse(Text(text, (block,))).sites}


def test_variants_of_a_text_in_capitals_are_in_capitals():
    found = offered("THE OFFICE COULD ASSIST THEM IN MANY WAYS, NOT ONLY BY MAIL BUT IN PERSON.")
    assert "ASSIST" in found
    assert all(v == v.upper() for variants in found.values() for v in variants)


def test_a_line_break_in_a_text_of_capitals_is_kept():
    found = offered("THEY GAVE HELP NOT\nONLY BY MAIL BUT ALSO IN PERSON TO ALL OF THEM.")
    assert any("\n" in source and all("\n" in v for v in vs) for source, vs in found.items())


@pytest.mark.parametrize(
    "text",
    [
        "THE AMBASSADOR HELPS SMITH IN MARCH AND THE FOREIGN MINISTER GOES HOME ON MONDAY.",
        "THE DEPARTMENT OF STATE AND THE IMPORTANT UNION OF WORKERS, BEGINNING ON MAY 2.",
    ],
)
def test_nouns_adjectives_names_and_dates_stay_since_capitals_hide_names(text):
    locked = {"AMBASSADOR", "SMITH", "MARCH", "FOREIGN", "MINISTER", "DEPARTMENT", "STATE"}
    locked |= {"IMPORTANT", "UNION", "WORKERS", "MAY", "MONDAY"}
    assert not locked & {word for source in offered(text) for word in source.split()}


def test_a_text_counts_as_capitals_only_throughout():
    assert is_capitals("THE OFFICE COULD ASSIST THEM IN MANY WAYS")
    assert not is_capitals("THE OFFICE could assist them in MANY WAYS of its own")
    assert not is_capitals("NATO MET.")


def test_the_shadow_keeps_every_offset():
    text = "HE MET HER AT 5 P.M. IN THE U.S. THEY LEFT.” İ SPOKE. I DID."
    shadow = sentence_cased(text)
    assert len(shadow) == len(text)
    assert shadow.upper() == text
    assert shadow == "He met her at 5 p.m. in the u.s. they left.” İ spoke. I did."
