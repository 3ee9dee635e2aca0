"""Hostile leaks and sources: bounded work, no crash, nothing read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary import codes
from canary.model import Outcome, Plan
from canary.reading import Reader, leak_shingles
from tests.reading.marked import memo, parse

SOURCE, SITES = memo("harbour")
READER = Reader(SOURCE, SITES)
PLAN = Plan("", "", "U", tuple(SITES))
LAW = codes.biases(PLAN, b"hostile")
COPIES = list(codes.codewords([bytes([j]) * 32 for j in range(20)], LAW))
SECONDS = 10  # wall clock, generous for a busy machine

HOSTILE = {
    "no space": "x" * 2_000_000,
    "one word": "harbour " * 250_000,
    "the source's own common words": "the board of the harbour " * 80_000,
    "nothing but NULs": "\0" * 1_000_000,
    "bidirectional controls": "\u202e\u2066\u2069" * 300_000,
    "combining marks": "e" + "\u0301" * 1_000_000,
    "apostrophes": "a'" * 500_000,
    "brackets": "[" * 1_000_000,
    "line breaks": "\n" * 1_000_000,
    "hyphens at line ends": "har-\nbour " * 100_000,
    "lone surrogates": "\ud800 \udfff" * 100_000,
    "long digits": "1234567890" * 100_000 + " board met",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_leak_is_read_in_bounded_time(name):
    begun = time.perf_counter()
    observation = READER.read(HOSTILE[name])
    leak_shingles(HOSTILE[name])
    assert time.perf_counter() - begun < SECONDS
    assert observation.count(Outcome.OBSERVED) == 0


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_text_made_from_the_source_is_attributed(data):
    cuts = st.tuples(st.integers(0, len(SOURCE)), st.integers(0, 600))
    pieces = data.draw(st.lists(cuts | st.text(max_size=30), max_size=20))
    leak = "".join(p if isinstance(p, str) else SOURCE[p[0] : p[0] + p[1]] for p in pieces)
    found = codes.attribute(PLAN, LAW, READER.read(leak), COPIES, alpha=1e-9)
    assert not any(candidate.attributed for candidate in found.candidates)


def test_a_sentence_repeated_without_end_is_read_in_bounded_time():
    sentence = "The harbour master fears that a closure would push traffic into the south channel. "
    begun = time.perf_counter()
    observation = READER.read(sentence * 5_000)
    assert time.perf_counter() - begun < SECONDS
    assert 0 < observation.count(Outcome.OBSERVED) <= 3


def test_a_source_that_repeats_itself_is_read_in_bounded_time():
    source, sites = parse(
        "The {big|large} dog saw the {small|little} cat near the old mill. " * 2_000
    )
    begun = time.perf_counter()
    reader = Reader(source, sites)
    observation = reader.read(source)
    assert time.perf_counter() - begun < SECONDS
    assert all(r.symbol in (0, None) for r in observation.readings)


def test_choices_side_by_side_without_end_are_read_in_bounded_time():
    source, sites = parse("start here now " + "{a|b|c|d|e|f}{ a| b|} " * 300 + "end here now")
    begun = time.perf_counter()
    Reader(source, sites).read(source)
    assert time.perf_counter() - begun < SECONDS
