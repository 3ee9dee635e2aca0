"""The leak channels."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary import leaks
from canary.errors import UsageError
from canary.leaks.attacker import SYNONYMS
from canary.leaks.chance import Chance
from canary.leaks.press import quoted_passages
from canary.leaks.prose import FOREIGN, paragraphs, sentences
from tests.reading.marked import memo, parse

TEXT, SITES = memo("clinic")
SEED = b"channels"
SCHOLARLY = """REPORT ON THE PORT

SECRET

1. The Ministry's labour office wrote to “every theatre” by e-mail, post, and wire.

2.  The programme – now in its third year –  will organise ships, boats and trains.  Ships sail."""


def words(text):
    return re.findall(r"[\w'’]+", text.lower())


@pytest.mark.parametrize("name", leaks.CHANNELS)
def test_a_channel_follows_from_its_seed(name):
    first = leaks.play(name, TEXT, seed=SEED)
    assert first == leaks.play(name, TEXT, seed=SEED)
    assert first


@pytest.mark.parametrize("name", leaks.CHANNELS)
@settings(max_examples=15, deadline=None)
@given(st.text(max_size=120))
def test_a_channel_takes_any_text(name, text):
    assert isinstance(leaks.play(name, text, seed=SEED), str)


def test_channels_with_chance_follow_different_seeds_differently():
    for name in ("retype", "ocr", "word-edit", "quotes", "newspaper", "mixed", "redact", "null"):
        assert leaks.play(name, TEXT, seed=b"1") != leaks.play(name, TEXT, seed=b"2")


def test_an_unknown_channel_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="'teleport'") as caught:
        leaks.play("teleport", TEXT, seed=SEED)
    assert "retype" in caught.value.hint


def test_verbatim_changes_nothing():
    assert leaks.play("verbatim", SCHOLARLY, seed=SEED) == SCHOLARLY


def test_paste_keeps_the_words_and_loses_typography():
    pasted = leaks.play("paste", SCHOLARLY, seed=SEED)
    assert words(pasted) == words(SCHOLARLY.replace("’", "'"))
    assert not re.search(r"[“”‘’–]|  |\n\n", pasted)


def test_retyping_slips_at_about_the_rate_it_is_given():
    text = "e" * 200_000
    typed = leaks.play("retype", text, seed=SEED, rate=0.05, corrected=0.0)
    # half of the slips type another key; Hoeffding: 2·exp(-2·200000·0.0073²) < 1e-9
    assert abs(sum(char != "e" for char in typed) / len(text) - 0.025) < 0.0073
    assert leaks.play("retype", text, seed=SEED, rate=0.01, corrected=1.0) == text


def test_rewrapping_keeps_the_words_in_short_lines():
    wrapped = leaks.play("rewrap", TEXT, seed=SEED, width=50)
    assert words(wrapped) == words(TEXT)
    assert max(map(len, wrapped.splitlines())) <= 50


def test_capitals_keep_the_words():
    assert words(leaks.play("upper", TEXT, seed=SEED)) == words(TEXT)


def test_cleaning_undoes_invisible_characters():
    strewn = leaks.play("obfuscate", TEXT, seed=SEED, rate=0.3)
    assert strewn != TEXT
    assert not re.search("[\u200b\u2060\u00ad\u200d]", leaks.play("clean", strewn, seed=SEED))


def test_editors_remove_markings_numbers_and_headings():
    edited = leaks.play("editor", SCHOLARLY, seed=SEED, rate=0.0)
    assert "REPORT" not in edited
    assert "SECRET" not in edited
    assert not re.search(r"^\d", edited, re.MULTILINE)
    assert "‘every theat" in edited


def test_editors_follow_one_spelling_and_one_style_of_lists():
    british, american = set(), set()
    for number in range(12):
        edited = leaks.play("editor", SCHOLARLY, seed=bytes([number]), rate=0.0)
        (american if "labor " in edited else british).add(edited)
        assert ("organiz" in edited) == ("labor " in edited) == ("program " in edited)
        assert ("post, and wire" in edited) == ("boats, and trains" in edited)
    assert british
    assert american


def test_reposting_keeps_the_words_and_joins_sentences():
    posted = leaks.play("repost", TEXT, seed=SEED, joins=0.5, glosses=0.0)
    assert words(posted) == words(TEXT)
    assert " — " in posted
    assert "[" in leaks.play("repost", TEXT, seed=SEED, glosses=1.0) + "["


def test_redaction_blacks_out_names_or_sentences():
    assert "█" in leaks.play("redact", TEXT, seed=SEED, share=0.5)
    text = "On Sunday Maria Stone met him. Nobody saw it."
    assert leaks.play("redact", text, seed=SEED, share=1.0, unit="name") == (
        f"On {'█' * 18} met him. Nobody saw it."
    )


def test_an_excerpt_is_that_many_sentences_in_a_row():
    found = leaks.play("excerpt", TEXT, seed=SEED, count=2)
    assert found in " ".join(sentences(TEXT))
    assert len(sentences(found)) == 2


def test_quotes_stand_in_foreign_prose():
    article = leaks.play("quotes", TEXT, seed=SEED, count=3, words=12)
    quoted = re.findall(r"“([^”]*),” it says", article)
    assert len(quoted) == 3
    assert all(len(passage.split()) == 12 for passage in quoted)
    assert any(sentence in article for sentence in FOREIGN)


def test_passages_do_not_overlap_and_short_texts_give_fewer():
    tokens = [str(i) for i in range(100)]
    passages = quoted_passages(" ".join(tokens), Chance(SEED), count=5, words=18)
    taken = [token for passage in passages for token in passage.split()]
    assert len(taken) == len(set(taken)) == 90
    assert quoted_passages("one two three", Chance(SEED), count=4, words=25) == ["one two three"]


def test_newspapers_elide_and_bracket():
    articles = [leaks.play("newspaper", TEXT, seed=bytes([n])) for n in range(8)]
    assert all(" ... " in article for article in articles)
    assert any(re.search(r"\[\w", article) for article in articles)


def test_a_mixture_keeps_every_sentence_among_strange_ones():
    other = "Strange is this. Stranger is that."
    mixture = leaks.play("mixed", TEXT, seed=SEED, share=0.5, other=other)
    assert all(sentence in mixture for sentence in sentences(TEXT))
    assert "Strange is this." in mixture


def test_scanning_misreads_at_about_the_rate_it_is_given():
    clean = leaks.play("ocr", TEXT, seed=SEED, cer=0.0, page=20)
    assert len(set(words(TEXT)) - set(words(clean))) <= 12  # hyphenated at line ends
    assert "Page 1" in clean
    noisy = leaks.play("ocr", TEXT, seed=SEED, cer=0.08)
    assert len(set(words(noisy)) - set(words(clean))) > 50


def test_word_editing_touches_about_the_share_it_is_given():
    edited = leaks.play("word-edit", TEXT, seed=SEED, rate=0.2)
    kept = set(TEXT.split()) & set(edited.split())
    assert 0.7 < len(kept) / len(set(TEXT.split())) < 0.95


def test_synonyms_go_both_ways_and_keep_capitals():
    assert SYNONYMS[SYNONYMS["said"]] == "said"
    assert leaks.play("synonym-attack", "Because he said so.", seed=SEED, rate=1.0) == (
        "Since he stated so."
    )


def test_a_transcript_has_no_punctuation():
    assert re.fullmatch(r"[\w'’ ]+", leaks.play("oral", "He said: “No, never!”  Why?", seed=SEED))


def test_a_summary_is_short_and_a_paraphrase_has_other_words():
    assert len(leaks.play("summary", TEXT, seed=SEED).split()) < len(TEXT.split()) / 3
    changed = leaks.play("paraphrase", TEXT, seed=SEED, keep=0.0)
    assert len(set(words(changed)) & set(words(TEXT))) < 60


def test_unrelated_prose_shows_nothing_of_the_text():
    assert leaks.play("null", TEXT, seed=SEED, count=3).count(".") >= 3
    assert leaks.play("null", TEXT, seed=SEED) == leaks.play("null", "", seed=SEED)


def test_washing_draws_the_sites_it_is_given_anew():
    text, sites = parse("He {said|stated} it {quickly|fast}, and {so|thus} {we|all of us} left.")
    washed = {leaks.wash(text, sites, seed=bytes([n])) for n in range(60)}
    assert len(washed) == 16
    assert leaks.wash(text, sites, seed=SEED, share=0.0) == text


def test_sentences_keep_their_closing_quotes():
    assert sentences("He said “no.” She left.\n\nThen it\nrained! Good.") == [
        "He said “no.”",
        "She left.",
        "Then it rained!",
        "Good.",
    ]


def test_paragraphs_are_parted_by_empty_lines():
    assert paragraphs("a\nb\n \n\nc\n") == ["a\nb", "c"]


def test_chance_is_fair_and_reaches_every_option():
    chance = Chance(b"fair")
    counts = [0] * 5
    for _ in range(5_000):
        counts[chance.below(5)] += 1
    # Hoeffding: a fair draw strays by more than 0.05 with probability < 2·exp(-2·5000·0.0025)
    assert all(abs(count / 5_000 - 0.2) < 0.05 for count in counts)
    assert sorted(chance.shuffled(range(10))) == list(range(10))
    assert {chance.between(3, 5) for _ in range(100)} == {3, 4, 5}
    assert not chance.hits(0.0)
    assert chance.hits(1.0)


def test_a_coarser_scan_is_read_worse():
    fine, coarse = (leaks.play("scan", TEXT, seed=SEED, dpi=dpi) for dpi in (300, 100))
    known = set(words(TEXT))
    assert sum(w in known for w in words(fine)) > 1.2 * sum(w in known for w in words(coarse))


def test_a_photograph_crops_pages_and_blurs_the_ends_of_lines():
    framed = leaks.play("photo", TEXT, seed=SEED, crop=0.4, cer=0.0)
    assert 0.5 < len(words(framed)) / len(words(TEXT)) < 0.7
    lines = leaks.play("photo", TEXT * 9, seed=SEED, crop=0.0, perspective=20.0).split("\n")
    known = set(words(TEXT))
    missed = [[w not in known for w in words(line)] for line in lines if len(words(line)) > 6]
    assert sum(m[-1] for m in missed) > 2 * sum(m[0] for m in missed)


def test_a_screenshot_shows_some_lines_in_a_row():
    assert leaks.play("screenshot", TEXT, seed=SEED, lines=5).count("\n") == 4
    shown = leaks.play("screenshot", TEXT, seed=SEED, lines=5, cer=0.0)
    assert " ".join(shown.split())[:40] in " ".join(TEXT.split())


def test_a_translation_keeps_names_and_numbers_and_no_other_word():
    shown = leaks.play("translate", "We met Anna Berg in May 1999. It was very late.", seed=SEED)
    assert "Anna Berg" in shown
    assert "May 1999." in shown
    assert not {"we", "met", "it", "was", "very", "late"} & set(words(shown))


def test_editions_are_pieced_together_place_by_place():
    one, two = "We met at nine. He said so. It rained.", "We met at ten. He stated so. It poured."
    shown = {leaks.play("editions", one, other=two, seed=bytes([n])) for n in range(40)}
    assert len(shown) == 8
    assert leaks.play("editions", one, seed=SEED) == one
