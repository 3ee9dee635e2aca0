"""Synonyms from WordNet for a person to look at, where its data is installed. Never automatic.

Nothing is fetched: the folder `corpora/wordnet` is looked for where nltk keeps its data. Only one
in seven of such synonyms reads well, so they are proposals in the review and nothing else. What is
proposed shares the commonest sense of both words, is one word, and has its form from the compiled
wordlists where it is inflected: nothing is inflected by guess.
Source: Princeton WordNet 3 (wordnet.princeton.edu).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

from canary.language.articles import with_article
from canary.language.lexicon import Lexicon
from canary.language.proposals import Proposal, heard_words, like_source
from canary.language.protection import Protection
from canary.language.tagger import Passage, Word
from canary.model import Channel, Span

RULE = "wordnet"
_FILES = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}
_HALVES = ("index", "data")
_BASE = frozenset({"VB", "VBP", "NN", "JJ", "RB"})
_MOST = 3  # synonyms proposed for one word
_SHORTEST = 4  # letters; shorter words have too many senses
_NEAR = 25
_INFLECTED = frozenset({"VERB", "NOUN"})


class Thesaurus:
    """WordNet's database, asked for the synonyms of a word.

    Args:
        folder: Where its index and data files are, in the format of wndb(5WN).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first_sense = functools.cache(self._read_index)
        self.synonyms = functools.cache(self._synonyms)

    def _synonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """Return the words whose commonest sense is also that of `lemma`, in WordNet's order.

        Args:
            lemma: Lower case.
            pos: NOUN, VERB, ADJ or ADV; any other has none.
        """
        index = self._first_sense(_FILES[pos]) if pos in _FILES else {}
        if lemma not in index:
            return ()
        names = self._names(_FILES[pos], index[lemma])
        return tuple(
            name
            for name in names
            if name != lemma
            and name.isalpha()
            and name.islower()
            and index.get(name) == index[lemma]
        )

    def _read_index(self, kind: str) -> Mapping[str, int]:
        """Return where the commonest sense of every word of a kind stands in its data file."""
        index = {}
        for line in (self._folder / f"index.{kind}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):  # the license
                fields = line.split()
                index[fields[0]] = int(fields[-int(fields[2])])
        return index

    def _names(self, kind: str, offset: int) -> list[str]:
        """Return the words of the sense at an offset of a data file."""
        with (self._folder / f"data.{kind}").open("rb") as file:
            file.seek(offset)
            fields = file.readline().decode().split()
        count = int(fields[3], 16)
        return [name.partition("(")[0] for name in fields[4 : 4 + 2 * count : 2]]


def find_thesaurus() -> Thesaurus | None:
    """Return WordNet if its data is on this machine, else None."""
    import nltk.data  # noqa: PLC0415 - only for a review

    for place in nltk.data.path:
        folder = Path(place) / "corpora" / "wordnet"
        if all((folder / f"{half}.{k}").is_file() for half in _HALVES for k in _FILES.values()):
            return Thesaurus(folder)
    return None


def propose_synonyms(
    passage: Passage, lexicon: Lexicon, protection: Protection, thesaurus: Thesaurus
) -> Iterator[Proposal]:
    """Yield a proposal for every word of a passage that has synonyms in a form that fits."""
    forms = known_forms(lexicon)
    for word in passage.words:
        span = Span(word.start, word.end)
        if len(word.text) < _SHORTEST or not word.text.isalpha() or protection.locks(span):
            continue
        if proposal := _proposal(word, span, forms, thesaurus):
            grown = with_article(proposal, passage, word.index)
            if grown and not protection.locks(grown.span):
                yield grown


def _proposal(
    word: Word, span: Span, forms: Mapping[tuple[str, str], str], thesaurus: Thesaurus
) -> Proposal | None:
    found = {}
    for lemma in thesaurus.synonyms(word.lemma, word.pos):
        form = lemma if word.tag in _BASE else forms.get((lemma, word.tag))
        if form and (text := like_source(word.text, form)):
            found[lemma] = text
    lemmas = list(found)[:_MOST]
    if not lemmas:
        return None
    return Proposal(
        span=span,
        variants=(word.text, *(found[lemma] for lemma in lemmas)),
        source=0,
        channel=Channel.LEXICON,
        rule=RULE,
        heard=tuple(heard_words((lemma,)) for lemma in (word.lemma, *lemmas)),
        near=_NEAR,
    )


@functools.lru_cache(maxsize=1)
def known_forms(lexicon: Lexicon) -> Mapping[tuple[str, str], str]:
    """Return (lemma, tag) to form for the single words that the wordlists inflect."""
    table: dict[tuple[str, str], str] = {}
    for group in lexicon.classes:
        for variant in group.variants if group.pos in _INFLECTED else ():
            base = variant.forms.get("VB") or variant.forms.get("NN")
            if base is None or len(base) != 1:
                continue
            for tag, form in variant.forms.items():
                table.setdefault((base[0], tag), form[0])
    return table
