"""Folding, word spans and repairs."""

from hypothesis import given
from hypothesis import strategies as st

from canary.reading import normalise
from canary.reading.similarity import END, MISMATCH, START, agreement, weight
from canary.reading.words import punctuation, repaired, spacing, words_of


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_words_stand_where_they_are_said_to_stand(text):
    found = words_of(text)
    for word, (start, end) in zip(found.words, found.spans, strict=True):
        assert found.text[start:end].translate({39: None, 91: None, 93: None}) == word
    rebuilt = "".join(
        found.between(i) + found.text[slice(*found.spans[i])] for i in range(len(found.words))
    )
    assert rebuilt + found.between(len(found.words)) == found.text


def test_white_space_survives_folding():
    assert normalise("a\u00a0b\u2003c\r\nd") == "a\u00a0b\u2003c\r\nd"


def test_homoglyphs_ligatures_and_full_width_letters_fold():
    assert normalise("Раураl ofﬁce ＡＢＣ Straße") == "paypal office abc strasse"


def test_apostrophes_and_inner_brackets_do_not_part_words():
    assert words_of("don’t Don[ald] '[T]he' note[3]").words == [
        "dont",
        "donald",
        "the",
        "note",
        "3",
    ]


def test_a_faithful_text_is_not_repaired():
    words = words_of("to get her home")
    assert repaired(words, {"to", "get", "her", "home", "together"}) is words


def test_words_torn_apart_are_joined_only_into_words_of_the_source():
    vocabulary = {"together", "we", "went"}
    assert repaired(words_of("we to gether went"), vocabulary).words == ["we", "together", "went"]
    assert repaired(words_of("we to, gether went"), vocabulary).words == [
        "we",
        "to",
        "gether",
        "went",
    ]


def test_words_run_together_are_parted_only_into_words_of_the_source():
    assert repaired(words_of("oldship yard"), {"old", "ship"}).words == ["old", "ship", "yard"]
    assert repaired(words_of("forward"), {"for"}).words == ["forward"]


def test_spans_of_repaired_words_leave_nothing_between_parted_ones():
    mended = repaired(words_of("go oldship yard"), {"go", "old", "ship", "yard"})
    assert mended.between(2) == ""


def test_a_rare_word_weighs_more_than_a_common_one():
    assert weight("manoeuvre") > weight("which") > weight(START)


def test_the_ends_of_a_text_agree_with_nothing_else():
    assert agreement(START, "a") == MISMATCH
    assert agreement("a", END) == MISMATCH


def test_an_exact_word_beats_one_slip_beats_another_word():
    assert agreement("harbour", "harbour") > agreement("harbour", "habour") > MISMATCH
    assert agreement("harbour", "window") == MISMATCH


def test_words_of_enormous_length_agree_only_when_equal():
    assert agreement("x" * 50, "x" * 49) == MISMATCH
    assert agreement("x" * 50, "x" * 50) > 0


def test_quotes_and_emphasis_are_not_punctuation():
    assert punctuation('.*" ') == punctuation(". ") == "."
    assert punctuation(" -- ") == punctuation("—") == "-"


def test_every_line_break_is_one_newline():
    assert spacing(".\r\n\r ") == "\n\n "


def test_an_escaped_apostrophe_parts_no_word():
    assert words_of(r"it\'s late, don\\'t").words == ["its", "late", "dont"]
