"""What a leak shows at each site."""

from inspect import signature
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary import leaks
from canary.model import Channel, Outcome, Part, Site, Span
from canary.reading import Reader, read
from tests.reading.marked import drawn, memo, parse, render

MEMOS = {name: memo(name) for name in ("harbour", "clinic", "style")}
READERS = {name: Reader(source, sites) for name, (source, sites) in MEMOS.items()}

LEAD = "The commission opened its session in the old customs house at nine. "
TAIL = " Afterwards the delegates walked down to the river and watched the barges."


def shown(marked: str, leak: str) -> list[tuple[float, ...] | Outcome]:
    """Likelihood of each site that a leak shows, or what else became of it."""
    readings = read(*parse(marked), leak).readings
    return [r.likelihood if r.outcome is Outcome.OBSERVED else r.outcome for r in readings]


def framed(marked: str, leak: str) -> list[tuple[float, ...] | Outcome]:
    return shown(LEAD + marked + TAIL, LEAD + leak + TAIL)


@pytest.mark.parametrize("name", MEMOS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_verbatim_copy_reads_back_exactly_whatever_its_symbols(name, data):
    source, sites = MEMOS[name]
    symbols = [data.draw(st.integers(0, site.q - 1)) for site in sites]
    observation = READERS[name].read(render(source, sites, symbols), faithful=True)
    assert [reading.symbol for reading in observation.readings] == symbols
    assert observation.placed_words == observation.leak_words


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash_and_shows_nothing(text):
    readings = READERS["style"].read(text).readings
    assert all(reading.outcome is Outcome.ERASED for reading in readings)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mutilated_copy_is_read_without_a_crash(data):
    source, sites = MEMOS["style"]
    copy = render(source, sites, drawn(sites, "mutilated"))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(copy)), min_size=2, max_size=12)))
    pieces = data.draw(st.permutations([copy[a:b] for a, b in pairwise(cuts)]))
    glue = data.draw(st.text(max_size=5))
    observation = READERS["style"].read(glue.join(pieces))
    assert len(observation.readings) == len(sites)
    assert observation.placed_words <= observation.leak_words


def test_the_empty_text_shows_nothing():
    observation = READERS["clinic"].read("")
    assert observation.count(Outcome.ERASED) == len(MEMOS["clinic"][1])
    assert observation.leak_words == 0


def test_a_source_without_sites_or_words_can_be_read():
    assert read("", [], "anything").readings == ()
    assert read("one two three four five six seven", [], "one two three four").readings == ()


def test_a_third_word_is_a_substitution_never_a_vote():
    found = framed("They {granted|authorised} the request.", "They rejected the request.")
    assert found == [Outcome.SUBSTITUTED]


def test_a_third_wording_that_shares_a_word_with_a_variant_is_no_vote():
    found = framed("We {look into|investigate} the matter.", "We consider into the matter.")
    assert found == [Outcome.SUBSTITUTED]


def test_a_missing_place_is_an_erasure():
    assert framed("They {granted|authorised} the request.", "") == [Outcome.ERASED]


def test_an_optional_word_is_read_from_its_neighbours():
    marked = "He said {that |}the harbour was closed."
    assert framed(marked, "He said that the harbour was closed.") == [(1, 0)]
    assert framed(marked, "He said the harbour was closed.") == [(0, 1)]


def test_a_cut_over_an_optional_word_is_no_vote_for_its_absence():
    marked = "He told the board {that |}the harbour was closed to ships."
    assert framed(marked, "He told ships.") == [Outcome.ERASED]


def test_a_quote_that_ends_at_a_variant_inside_another_says_nothing():
    leak = LEAD + "He said"
    assert shown(LEAD + "He {said|said that} the river rose." + TAIL, leak) == [Outcome.ERASED]


def test_a_quote_that_ends_right_after_a_distinct_variant_reads_it():
    leak = LEAD + "He mentioned"
    assert shown(LEAD + "He {stated|mentioned} the river." + TAIL, leak) == [(0, 1)]


def test_neighbouring_sites_are_read_with_any_variant_of_each_other():
    marked = "He {said|stated}{ that|} {a small|an appreciable} {part|share} was lost."
    source, sites = parse(LEAD + marked + TAIL)
    reader = Reader(source, sites)
    for number in range(16):
        symbols = [number >> i & 1 for i in range(4)]
        copy = render(source, sites, symbols)
        assert [r.symbol for r in reader.read(copy).readings] == symbols


def test_swapped_conjuncts_and_moved_adverbs_are_read():
    marked = "The {clerks and the pilots|pilots and the clerks} {also met|met also} on Sunday."
    leak = "The pilots and the clerks also met on Sunday."
    assert framed(marked, leak) == [(0, 1), (1, 0)]


def test_a_slip_inside_a_variant_is_read_as_the_nearest_variant():
    found = framed("They saw {a considerable|a modest} rise.", "They saw a considerible rise.")
    assert found == [(1, 0)]


def test_a_word_as_near_to_both_variants_is_no_vote():
    assert framed("They {cart|dart} it off.", "They bart it off.") == [Outcome.SUBSTITUTED]


def test_words_as_scanners_misread_them_are_read():
    leak = "Tlie rnodern rnachines failed in tlie rnorning."
    assert framed("The {modern|recent} machines failed in the {morning|end}.", leak) == [
        (1, 0),
        (1, 0),
    ]


def test_words_run_together_or_torn_apart_are_read():
    leak = "The audi tors found asmall hole in the wall."
    marked = "The {auditors|clerks} found a {small|minor} hole in the wall."
    assert framed(marked, leak) == [(1, 0), (1, 0)]


def test_a_word_hyphenated_at_a_line_end_is_read():
    leak = "The commis-\nsioners con-\nfirmed it."
    assert framed("The {commissioners|members} {confirmed|approved} it.", leak) == [(1, 0), (1, 0)]


def test_brackets_inside_and_between_words_do_not_matter():
    leak = "[T]he min[ister] [a man of few words] agreed to it."
    assert framed("The {minister|official} agreed to it.", leak) == [(1, 0)]


def test_words_left_out_behind_an_ellipsis_cost_only_their_own_sites():
    marked = (
        "The pilot {said|stated} that the {big|large} ship in the outer harbour {sank|went down}."
    )
    leak = "The pilot stated that ... in the outer harbour went down."
    assert framed(marked, leak) == [(0, 1), Outcome.ERASED, (0, 1)]


def test_sentences_joined_and_paragraphs_parted_anew_do_not_matter():
    marked = (
        "They {asked|begged} for time. The board {may|can} refuse. It met in the {big|large} hall."
    )
    leak = "They begged for time — the board can\n\nrefuse; it met\n\nin the large hall —"
    assert framed(marked, leak) == [(0, 1)] * 3


def test_a_splice_of_two_copies_is_read_part_by_part():
    source, sites = MEMOS["clinic"]
    one, two = (render(source, sites, [symbol] * len(sites)).split("\n\n") for symbol in (0, 1))
    half = len(one) // 2
    readings = READERS["clinic"].read("\n\n".join(one[:half] + two[half:])).readings
    symbols = [reading.symbol for reading in readings if reading.symbol is not None]
    assert symbols == sorted(symbols)
    assert len(symbols) > 0.9 * len(sites)
    assert {0, 1} <= set(symbols)


def test_a_running_head_in_the_middle_costs_nothing_around_it():
    leak = "The {c} clerks\n\nCONFIDENTIAL      Page 4\n\nin the cellar found the box."
    marked = "The {old|aged} clerks {in|of} the cellar {found|discovered} the box."
    assert framed(marked, leak.replace("{c}", "aged"))[2] == (1, 0)


def test_case_quotes_and_dashes_never_decide_a_word():
    leak = "he “stated” —the river— ROSE."
    assert framed("He {said|stated} the river rose.", leak) == [(0, 1)]


def test_homoglyphs_and_invisible_characters_never_decide_a_word():
    leak = "He st\u200bаtеd\u202e the ri\u00advеr rose."
    assert framed("He {said|stated} the river rose.", leak) == [(0, 1)]


def test_a_comma_is_read_between_its_words():
    marked = "The clerk wrote it down{,|} and the pilot signed it."
    assert framed(marked, "The clerk wrote it down, and the pilot signed it.") == [(1, 0)]
    assert framed(marked, "The clerk wrote it down and the pilot signed it.") == [(0, 1)]
    assert framed(marked, "The clerk wrote it down; and the pilot signed it.") == [
        Outcome.SUBSTITUTED
    ]


def test_a_comma_with_words_put_in_is_not_read():
    marked = "The clerk wrote it down{,|} and the pilot signed it."
    leak = "The clerk wrote it down, we hear, and the pilot signed it."
    assert framed(marked, leak) == [Outcome.ERASED]


def test_a_semicolon_or_a_full_stop_is_read_whatever_the_case():
    marked = "It rained{; however|. However}, we left."
    assert framed(marked, "It rained. however, we left.") == [(0, 1)]


def test_a_hyphen_at_a_line_end_is_not_punctuation():
    marked = "The long{-| }term plan held."
    assert framed(marked, "The long-\nterm plan held.") == [Outcome.SUBSTITUTED]
    assert framed(marked, "The long-term plan held.") == [(1, 0)]


def test_spaces_are_read_where_the_leak_kept_them():
    marked = "It was late.{  | }We left. The moon rose.{  | }Nobody saw."
    wide, plain = "It was late.  We left. ", "The moon rose. Nobody saw."
    assert framed(marked, wide + plain) == [(1, 0), (0, 1)]


def test_plain_spaces_are_no_vote_where_no_other_is_met():
    marked = "It was late.{  | }We left. The moon rose.{  | }Nobody saw. {A|One} dog barked."
    leak = "It was late. We left. The moon rose. Nobody saw. One dog barked."
    assert framed(marked, leak) == [Outcome.ERASED, Outcome.ERASED, (0, 1)]


def test_one_kind_of_space_says_nothing_about_another():
    marked = "It was late.{  | }We left. The{\u00a0| }fleet followed."
    assert framed(marked, "It was late. We left. The\u00a0fleet followed.") == [
        Outcome.ERASED,
        (1, 0),
    ]


def test_spaces_doubled_here_and_there_are_not_spacing_kept():
    sentences = [
        f"The {word} moon rose.{{ |  }}Nobody saw."
        for word in ("first", "second", "third", "fourth", "fifth")
    ]
    source, sites = parse(" ".join(sentences))
    leak = source.replace("moon rose. Nobody", "moon rose.  Nobody", 1)
    observation = read(source, sites, leak)
    assert observation.count(Outcome.OBSERVED) == 0


def test_a_comma_lost_is_less_certain_where_others_were_lost():
    marked = "Late, tired, and cold, they came{,|} but the door, green, was shut{,|} and stayed so."
    source, sites = parse(marked)
    kept = read(source, sites, source.replace("came,", "came")).readings
    lost = read(source, sites, source.replace("came,", "came").replace("cold,", "cold")).readings
    assert kept[0].likelihood[0] < 0.1 < lost[0].likelihood[0] < 0.5
    assert kept[1].symbol == lost[1].symbol == 0


def test_a_faithful_rendering_is_read_whatever_it_shows():
    source, sites = parse("It was late.{  | }We left the old harbour before the gates closed.")
    reader = Reader(source, sites)
    plain = render(source, sites, [1])
    assert reader.read(plain).readings[0].outcome is Outcome.ERASED
    assert reader.read(plain, faithful=True).readings[0].symbol == 1


def test_a_line_break_says_nothing_about_spaces():
    marked = "It was late.{  | }We left. The{\u00a0| }fleet followed."
    found = framed(marked, "It was late.\nWe left. The\u00a0fleet followed.")
    assert found == [Outcome.ERASED, (1, 0)]


def test_spacing_made_anew_is_no_vote():
    paragraphs = "\n\n".join(
        f"Paragraph {word} speaks of the river.{{  | }}It is short{{,|}} and dull."
        for word in ("alpha", "beta", "gamma", "delta")
    )
    source, sites = parse(paragraphs)
    observation = read(source, sites, " ".join(source.split()))
    by_channel = {
        site.channel: reading for site, reading in zip(sites, observation.readings, strict=True)
    }
    assert by_channel[Channel.SPACING].outcome is Outcome.ERASED
    assert by_channel[Channel.PUNCTUATION].symbol == 0


def test_a_transcript_without_punctuation_is_no_vote_against_commas():
    source, sites = MEMOS["harbour"]
    readings = READERS["harbour"].read(leaks.play("oral", source, seed=b"")).readings
    commas = [r for s, r in zip(sites, readings, strict=True) if s.channel is Channel.PUNCTUATION]
    assert commas
    assert all(reading.outcome is not Outcome.OBSERVED for reading in commas)


def test_a_style_site_is_read_from_all_its_places():
    source, sites = MEMOS["style"]
    style = next(site for site in sites if site.rule == "uk")
    for symbol in (0, 1):
        symbols = [symbol if site is style else 0 for site in sites]
        reading = READERS["style"].read(render(source, sites, symbols)).readings[style.slot]
        assert reading.symbol == symbol


def test_a_slot_seen_twice_is_one_reading():
    passage = LEAD + "He stated the river rose." + TAIL
    assert shown(LEAD + "He {said|stated} the river rose." + TAIL, passage + " " + passage) == [
        (0, 1)
    ]


def test_a_contradiction_gives_a_flat_reading():
    marked = LEAD + "He {said|stated} the river rose." + TAIL
    twice = f"{LEAD}He said the river rose.{TAIL} {LEAD}He stated the river rose.{TAIL}"
    (likelihood,) = shown(marked, twice)
    assert likelihood == pytest.approx((1.0, 1.0))


def test_excerpts_in_any_order_are_read():
    source, sites = MEMOS["clinic"]
    symbols = drawn(sites, "order")
    paragraphs = render(source, sites, symbols).split("\n\n")
    readings = READERS["clinic"].read("\n\n".join(reversed(paragraphs))).readings
    assert sum(r.symbol == x for r, x in zip(readings, symbols, strict=True)) >= len(sites) - 2
    assert all(r.symbol in (x, None) for r, x in zip(readings, symbols, strict=True))


def test_a_passage_is_read_though_the_one_before_seems_to_run_on_into_it():
    first = (
        "The council met for the ninth time and {noted|heard} the report of the harbour office. "
    )
    cut = "Those members present thanked the clerk." + " The record was read out again." * 10
    second = " The members absent {sent|gave} their apologies through the deputy secretary."
    leak = (first + second).replace("{noted|heard}", "heard").replace("{sent|gave}", "gave")
    assert shown(first + cut + second, leak) == [(0.0, 1.0), (0.0, 1.0)]


def test_a_repeated_passage_is_told_apart_by_its_context():
    phrase = "The board {may|can} refuse any claim that arrives after the end of the year. "
    marked = f"On ships we hold this. {phrase}{TAIL} On trains we hold this. {phrase}{LEAD}"
    source, sites = parse(marked)
    leak = render(source, sites, [1, 0])
    assert [r.symbol for r in read(source, sites, leak).readings] == [1, 0]
    half = leak[leak.index("On trains") :]
    assert [r.symbol for r in read(source, sites, half).readings] == [None, 0]


def test_a_repeated_passage_without_context_is_not_read():
    phrase = "The board {may|can} refuse any claim that arrives after the end of the year. "
    source, sites = parse(phrase + TAIL + " " + phrase + LEAD)
    readings = read(source, sites, phrase.replace("{may|can}", "can")).readings
    assert [r.outcome for r in readings] == [Outcome.ERASED, Outcome.ERASED]


def test_sites_at_both_ends_of_the_document_are_read():
    marked = (
        "{Today|This morning} the commission met in the old customs house and {left|left early}"
    )
    source, sites = parse(marked)
    for symbols in ([0, 0], [0, 1], [1, 0], [1, 1]):
        copy = render(source, sites, symbols)
        assert [r.symbol for r in read(source, sites, copy).readings] == symbols


def test_a_variant_may_begin_or_end_inside_a_word():
    assert framed("They organi{s|z}e toward{s|} it.", "They organize towards it.") == [
        (0, 1),
        (1, 0),
    ]


def test_overlapping_parts_are_refused():
    parts = [Part(Span(0, 5), ("a", "b")), Part(Span(3, 8), ("c", "d"))]
    sites = [
        Site(slot, Channel.LEXICON, "r", (part,), 0, part.span, 0)
        for slot, part in enumerate(parts)
    ]
    with pytest.raises(ValueError, match="overlaps another"):
        Reader("a text of words", sites)


def test_reading_the_source_shows_its_own_variants():
    source, sites = MEMOS["harbour"]
    readings = READERS["harbour"].read(source).readings
    assert [reading.symbol for reading in readings] == [site.source for site in sites]


def test_slots_need_not_be_positions():
    source, sites = parse(LEAD + "He {said|stated} the river rose." + TAIL)
    moved = Site(41, Channel.LEXICON, "r", sites[0].parts, 0, sites[0].sentence, 0)
    assert read(source, [moved], source).readings[0].slot == 41


def test_words_that_two_pairs_of_variants_share_are_no_vote():
    marked = "He saw {the old|the} {mill|old mill} today."
    assert framed(marked, "He saw the old mill today.") == [(1, 1), (1, 1)]
    assert framed(marked, "He saw the mill today.") == [(0, 1), (1, 0)]


def test_only_a_source_its_sites_and_a_leak_reach_the_reading():
    assert list(signature(Reader).parameters) == ["source", "sites"]
    assert list(signature(Reader.read).parameters) == ["self", "leak", "faithful", "doubts"]
    assert list(signature(read).parameters) == ["source", "sites", "leak"]
