"""What is left of a reading where a machine may have misread the words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary.model import Doubt, Outcome, Span
from canary.reading import Reader
from canary.reading.doubts import Doubts
from canary.reading.words import words_of
from tests.reading.marked import drawn, memo, parse, render

LEAD = "The commission opened its session in the old customs house at nine. "
TAIL = " Afterwards the delegates walked down to the river and watched the barges."
CHOICE = f"{LEAD}The minister declined to {{answer|take}} any further questions then.{TAIL}"


def about(leak, *pairs):
    """Doubts about the first occurrence of words."""
    found = [Doubt(Span(leak.index(w), leak.index(w) + len(w)), error) for w, error in pairs]
    return sorted(found, key=lambda doubt: doubt.span)


def shown(marked, leak, *pairs):
    observation = Reader(*parse(marked)).read(leak, doubts=about(leak, *pairs))
    return [
        r.likelihood if r.outcome is Outcome.OBSERVED else r.outcome for r in observation.readings
    ]


def leak_of(words):
    return f"{LEAD}The minister declined to {words} any further questions then.{TAIL}"


def test_a_doubtful_word_says_less_the_more_it_is_doubted():
    leak = leak_of("take")
    assert shown(CHOICE, leak) == [(0.0, 1.0)]
    assert shown(CHOICE, leak, ("take", 0.5)) == [(pytest.approx(1 / 3), 1.0)]
    assert shown(CHOICE, leak, ("take", 0.8)) == [(pytest.approx(2 / 3), 1.0)]
    assert shown(CHOICE, leak, ("take", 1.0)) == [(pytest.approx(1.0), 1.0)]


def test_doubts_smaller_than_the_slips_that_scores_allow_change_nothing():
    assert shown(CHOICE, leak_of("take"), ("take", 0.03)) == [(0.0, 1.0)]


def test_doubts_about_other_words_change_nothing():
    doubts = [("minister", 0.9), ("further", 0.9), ("barges", 1.0)]
    assert shown(CHOICE, leak_of("take"), *doubts) == [(0.0, 1.0)]


def test_doubts_find_their_words_where_folding_changes_lengths():
    leak = f"“ﬁﬂ” ﬃ… \u200b½ {leak_of('take')}"
    assert shown(CHOICE, leak, ("take", 0.5)) == [(pytest.approx(1 / 3), 1.0)]
    assert shown(CHOICE, leak, ("to", 0.9), ("any", 0.9)) == [(0.0, 1.0)]


def test_every_word_of_a_variant_may_be_wrong():
    marked = f"{LEAD}The minister refused {{in order to|to}} answer questions then.{TAIL}"
    leak = f"{LEAD}The minister refused in order to answer questions then.{TAIL}"
    error = 1 - 0.9 * 0.8
    least = error / 2 / (1 - error / 2)
    assert shown(marked, leak, ("in order", 0.1), ("to answer", 0.2)) == [
        (1.0, pytest.approx(least))
    ]


def test_where_nothing_stands_its_neighbours_are_what_is_read():
    marked = f"{LEAD}The minister said {{that |}}ferries were late that winter.{TAIL}"
    leak = f"{LEAD}The minister said ferries were late that winter.{TAIL}"
    assert shown(marked, leak) == [(0.0, 1.0)]
    assert shown(marked, leak, ("ferries", 0.5)) == [(pytest.approx(1 / 3), 1.0)]


def test_a_comma_is_as_doubtful_as_the_words_beside_it():
    marked = f"{LEAD}In the spring{{,|}} ferries were late, and dear.{TAIL}"
    leak = f"{LEAD}In the spring, ferries were late, and dear.{TAIL}"
    sure = shown(marked, leak)[0]
    doubted = shown(marked, leak, ("spring,", 0.6))[0]
    assert sure[0] == doubted[0] == 1.0
    assert sure[1] < 0.1
    assert doubted[1] > 0.4


def test_a_word_read_twice_is_as_sure_as_its_surest_sighting():
    leak = f"{leak_of('take')}\n\n{leak_of('take')}"
    assert shown(CHOICE, leak, ("take", 0.9)) == [(0.0, 1.0)]


def test_a_leak_all_in_doubt_shows_nothing():
    source, sites = memo("harbour")
    leak = render(source, sites, drawn(sites, "doubted"))
    reading = Reader(source, sites).read(leak, doubts=[Doubt(Span(0, len(leak)), 1.0)])
    for each in reading.readings:
        assert each.outcome is not Outcome.OBSERVED or min(each.likelihood) > 0.999


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aé ﬁ½\n-’.\u200b", max_size=40), st.data())
def test_a_doubt_is_about_the_words_it_overlaps(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    seen = words_of(text)
    doubts = Doubts(text, [Doubt(Span(start, end), 0.25)], seen)
    before, inside = (len(words_of(part).text) for part in (text[:start], text[start:end]))
    for number, (first, last) in enumerate(seen.spans, start=1):
        touched = first < before + inside and before < last
        assert doubts.about(number, number + 1) == pytest.approx(0.25 * touched)
