"""Synonyms of a tiny WordNet: offered in a review, in a form that fits, and never more."""

import nltk.data
import pytest

from canary.files.documents import parse
from canary.language import Helpers, analyse, find_thesaurus

LICENSE = "  1 a tiny WordNet of our own, in the format of wndb(5WN)\n"
SYNSETS = {  # part of speech to synonyms, the first sense of a word first
    "noun": [("cellar", "basement"), ("harvest", "crop"), ("harvest", "result"), ("hill", "knoll")],
    "verb": [("begin", "start"), ("whisper", "murmur"), ("ponder", "mull_over", "reflect")],
    "adj": [("idle", "unused"), ("ancient", "antique")],
    "adv": [("softly", "quietly")],
}
LETTER = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}


def write_wordnet(folder):
    folder.mkdir(parents=True)
    for pos, synsets in SYNSETS.items():
        data, index = LICENSE, {}
        for words in synsets:
            offset = f"{len(data):08}"
            listed = " ".join(f"{word} 0" for word in words)
            frames = " 00" if pos == "verb" else ""
            data += f"{offset} 03 {LETTER[pos]} {len(words):02x} {listed} 000{frames} | a gloss\n"
            for word in words:
                index.setdefault(word, []).append(offset)
        rows = [
            f"{word} {LETTER[pos]} {len(at)} 0 {len(at)} 0 {' '.join(at)}\n"
            for word, at in sorted(index.items())
        ]
        (folder / f"data.{pos}").write_text(data)
        (folder / f"index.{pos}").write_text(LICENSE + "".join(rows))


@pytest.fixture
def thesaurus(tmp_path, monkeypatch):
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path / "none"), str(tmp_path)])
    write_wordnet(tmp_path / "corpora" / "wordnet")
    return find_thesaurus()


@pytest.fixture
def offered(thesaurus):
    def offered(text):
        helpers = Helpers(thesaurus=thesaurus)
        analysis = analyse(parse(text.encode(), name="memo.txt").text, offers=True, helpers=helpers)
        assert not any(site.rule == "wordnet" for site in analysis.sites)
        return [site.variants for site in analysis.offers if site.rule == "wordnet"]

    return offered


def test_without_data_there_is_no_thesaurus(tmp_path, monkeypatch):
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    assert find_thesaurus() is None


def test_a_synonym_in_the_commonest_sense_of_both_words_is_offered(offered):
    assert offered("They keep wine in the cellar.") == [("cellar", "basement")]
    assert offered("Softly the men whisper.") == [("Softly", "Quietly"), ("whisper", "murmur")]


def test_a_synonym_whose_commonest_sense_is_another_is_not(offered):
    assert offered("We saw the result.") == []


def test_an_inflected_word_gets_only_a_form_that_the_wordlists_hold(offered):
    assert offered("They keep wine in two cellars.") == []
    assert offered("He whispers to us.") == []


def test_phrases_and_protected_words_are_not_offered(offered):
    assert offered("They ponder the matter.") == [("ponder", "reflect")]
    assert offered('She said "the cellar is full" twice.') == []


def test_the_article_agrees(offered):
    assert offered("They sat on a hill.") == [("hill", "knoll")]
    assert ("ancient", "antique") in offered("We saw an ancient ship.")


def test_nothing_is_offered_where_a_site_is_already(offered):
    text = "We will begin on Monday."
    assert all("begin" not in variants for variants in offered(text))


def test_a_word_that_stands_nearby_is_not_offered(offered):
    assert offered("The cellar is below the basement.") == []
