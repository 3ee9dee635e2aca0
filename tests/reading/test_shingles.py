"""Which document a leak comes from."""

import pytest

from canary import leaks
from canary.leaks.prose import FOREIGN
from canary.reading import leak_shingles, likely_sources, needed_hits, shingles
from canary.reading.shingles import MOST_LOOKED_UP
from tests.reading.marked import drawn, memo, parse, render

KEPT = {name: shingles(*memo(name)) for name in ("harbour", "clinic", "style")}


@pytest.mark.parametrize("name", KEPT)
def test_fifteen_words_of_any_copy_find_their_document(name):
    source, sites = memo(name)
    enough = []
    for trial in range(10):
        words = render(source, sites, drawn(sites, f"shingles {trial}")).split()
        for start in range(0, len(words) - 15, 5):
            found = leak_shingles(" ".join(words[start : start + 15]))
            enough.append(len(found & KEPT[name]) >= needed_hits(15))
    # where every third word is a site, a few fives have too many variants to be kept
    assert sum(enough) >= 0.95 * len(enough)


def test_every_variant_of_a_kept_five_is_kept():
    found = shingles(*parse("The {north|south} basin {will|shall} close"))
    assert found == {
        f"the {side} basin {verb} close".encode()
        for side in ("north", "south")
        for verb in ("will", "shall")
    }


def test_other_documents_and_unrelated_prose_are_not_found():
    source, sites = memo("harbour")
    found = leak_shingles(render(source, sites, drawn(sites, "other")))
    assert not found & KEPT["clinic"]
    assert not leak_shingles(" ".join(FOREIGN)) & (KEPT["harbour"] | KEPT["clinic"])


def test_a_leak_is_found_after_capitals_quotes_and_new_line_breaks():
    source, _ = memo("harbour")
    for channel in ("upper", "rewrap", "obfuscate"):
        leak = leaks.play(channel, source, seed=b"")
        assert len(leak_shingles(leak) & KEPT["harbour"]) > 100


def test_set_phrases_without_meaning_are_left_out():
    assert leak_shingles("at the end of it all was what they had") == frozenset()


def test_texts_too_short_for_a_shingle_have_none():
    assert shingles("four words stand here", []) == frozenset()
    assert leak_shingles("four words stand here") == frozenset()


def test_longer_leaks_need_more_hits_up_to_a_limit():
    assert [needed_hits(n) for n in (15, 499, 1_500, 100_000)] == [2, 2, 5, 8]


def test_the_number_looked_up_is_bounded():
    text = " ".join(f"word{i}" for i in range(MOST_LOOKED_UP + 100))
    assert len(leak_shingles(text)) == MOST_LOOKED_UP


def of(letters):
    return {letter.encode() for letter in letters}


def test_a_document_that_shares_boilerplate_with_the_source_is_no_source():
    assert likely_sources({"memo": of("abcdefgh"), "template": of("abc")}, 2) == ["memo"]


def test_a_document_that_keeps_other_fives_of_the_same_passage_is_a_source():
    hits = {"one": of("abcdefghi"), "other": of("fghij")}
    assert likely_sources(hits, 2) == ["one", "other"]


def test_editions_and_texts_as_likely_are_all_sources():
    hits = {"first": of("abcdef"), "second": of("abcdefgh"), "twin": of("abcdefgh")}
    assert likely_sources(hits, 2) == ["second", "twin", "first"]


def test_several_documents_in_one_leak_are_all_sources_however_short_their_share():
    hits = {"long": of("abcdefghijkl"), "short": of("yz"), "shorter": of("x")}
    assert likely_sources(hits, 2) == ["long", "short"]
