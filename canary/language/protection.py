"""What must never change: quotations, names, numbers, defined terms, compounds, locked phrases.

Protection errs on the safe side: an unclosed quotation locks the rest of its paragraph, a capital
in mid-sentence locks its word, a short quoted phrase is taken for a defined term and locked
wherever the document uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from canary.language.lexicon import Lexicon
from canary.language.match import is_number
from canary.language.tagger import Passage, Word
from canary.model import Span

_MARKS = re.compile('["“”«»]')
_OPENING = frozenset("“«")
_SINGLE = re.compile(
    r"‘[^‘’\n]{1,200}(?:’\w[^‘’\n]{0,200})*’(?!\w)|(?<![\w'])'(?=\S)[^'\n]{1,200}'(?!\w)"
)
_BRACKETS = re.compile(r"\[[^\]]*\]|`[^`]*`|\{[^}]*\}|<[^>\s][^>]*>")
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<!\w)[~/][\w./-]{2,}|\b\w+(?:\.\w+){2,}"
)
_GLUE = frozenset("-‐‑–/_@&+*\\#=")
_DEFINED_WORDS = 4
_NAMED = frozenset({"compound", "amod", "nmod", "appos", "poss"})


def quotations(text: str) -> list[Span]:
    """Return the spans inside quotation marks, marks included.

    A quotation that is not closed runs to the end of the text; a closing mark without an opening
    one ends a quotation that began before the text. An opening mark inside a quotation goes on
    with it, as each paragraph of a long quotation does.

    Example:
        >>> text = 'They were told "no" and left." We went on.'
        >>> [span.cut(text) for span in quotations(text)]
        ['"no"', 'They were told "no" and left."']
    """
    spans = [Span(*m.span()) for m in _SINGLE.finditer(text)]
    opened: int | None = None
    for mark in _MARKS.finditer(text):
        if _opens(text, mark.start(), inside=opened is not None):
            opened = mark.start() if opened is None else opened
        else:
            spans.append(Span(opened or 0, mark.end()))
            opened = None
    if opened is not None:
        spans.append(Span(opened, len(text)))
    return spans


def _opens(text: str, at: int, *, inside: bool) -> bool:
    """Whether the mark at `at` opens a quotation, by its shape or else by what stands around it."""
    mark = text[at]
    if mark != '"':
        return mark in _OPENING
    after_gap = at == 0 or text[at - 1].isspace() or text[at - 1] in "([{-–—/"
    before_gap = at + 1 == len(text) or text[at + 1].isspace()
    return not inside if after_gap == before_gap else after_gap


def fixed_spans(text: str) -> list[Span]:
    """Return quotations, bracketed insertions, code and addresses of a passage."""
    found = [Span(*m.span()) for pattern in (_BRACKETS, _ADDRESS) for m in pattern.finditer(text)]
    return quotations(text) + found


def defined_terms(texts: Iterable[str]) -> frozenset[str]:
    """Return the short phrases that the document puts in quotation marks, lower case.

    Such a phrase is a definition, a title or a catchword: it is kept wherever it occurs.
    """
    terms: set[str] = set()
    for text in texts:
        for span in quotations(text):
            words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", span.cut(text))
            if 1 <= len(words) <= _DEFINED_WORDS:
                terms.add(" ".join(words).lower())
    return frozenset(terms)


class Protection:
    """Which words and characters of one passage are locked.

    Args:
        passage: The analysed passage.
        locked: Spans that the document's format locks (markup, links, code).
        lexicon: For its guarded phrases.
        terms: Locked phrases, lower case: the user's and the document's defined terms.
    """

    def __init__(
        self,
        passage: Passage,
        locked: Sequence[Span],
        lexicon: Lexicon,
        terms: frozenset[str] = frozenset(),
    ) -> None:
        self._mask = bytearray(len(passage.text))
        self._firm = bytearray(len(passage.text))
        for span in (*locked, *passage.locked, *fixed_spans(passage.text)):
            self._lock(span)
        for word in passage.words:
            if is_fixed_word(passage, word):
                self._lock(Span(word.start, word.end), firm=_is_named(passage, word))
        self._lock_phrases(passage, lexicon, terms)

    def _lock(self, span: Span, *, firm: bool = True) -> None:
        for mask in (self._mask, self._firm) if firm else (self._mask,):
            mask[span.start : span.end] = b"\1" * (span.end - span.start)

    def _lock_phrases(self, passage: Passage, lexicon: Lexicon, terms: frozenset[str]) -> None:
        guarded: dict[str, list[tuple[str, ...]]] = {}
        for term in terms:
            words = tuple(term.split())
            if words:
                guarded.setdefault(words[0], []).append(words)
        for i, word in enumerate(passage.words):
            keys = {word.lower, word.lemma}
            phrases = [p for k in keys for p in (*lexicon.never.get(k, ()), *guarded.get(k, ()))]
            for phrase in phrases:
                if _matches(passage.words[i : i + len(phrase)], phrase):
                    self._lock(Span(word.start, passage.words[i + len(phrase) - 1].end))

    def locks(self, span: Span) -> bool:
        """Whether any character of `span` is locked."""
        return 1 in self._mask[span.start : span.end]

    def locks_spelling(self, span: Span) -> bool:
        """Whether not even the spelling may change: it may in compounds and before names."""
        return 1 in self._firm[span.start : span.end]


def _matches(words: Sequence[Word], phrase: tuple[str, ...]) -> bool:
    return len(words) == len(phrase) and all(
        p in (w.lower, w.lemma) for w, p in zip(words, phrase, strict=True)
    )


def is_fixed_word(passage: Passage, word: Word) -> bool:
    """Whether a word is a name, a number, part of a compound, or tied to one of these."""
    text = passage.text
    before = text[word.start - 1 : word.start]
    after = text[word.end : word.end + 1]
    if (before in _GLUE and before) or (after in _GLUE and after):
        return True
    if word.pos == "PROPN" or _is_named(passage, word):
        return True
    return _tied_to_name(passage.words, word) or _labels_number(passage, word)


def _is_named(passage: Passage, word: Word) -> bool:
    """Whether a word holds a digit, or a capital that the sentence's start does not account for."""
    if any(c.isdigit() for c in word.text):
        return True
    if not word.text[:1].isupper() or word.text == "I":
        return False
    first = passage.sentence_of(word)[0]
    if any(w.is_word for w in passage.words[first : word.index]) or word.text[1:2].isupper():
        return True
    return word.pos == "PROPN" and passage.text[word.end : word.end + 1] != "-"


def _tied_to_name(words: Sequence[Word], word: Word) -> bool:
    """A noun in one name with a neighbour: *Treasury officials*, *press secretary Smith*."""
    if word.pos not in {"NOUN", "ADJ"}:
        return False
    head = words[word.head]
    if head.pos == "PROPN" and word.dep in _NAMED and abs(head.index - word.index) <= 2:
        return True
    return any(
        words[kid].pos == "PROPN" and words[kid].dep in {"compound", "nmod"} for kid in word.kids
    )


def _labels_number(passage: Passage, word: Word) -> bool:
    """*Section 3*, *phase two*, *day one*: the label belongs to its number."""
    if word.pos != "NOUN" or word.index + 1 >= len(passage.words):
        return False
    following = passage.words[word.index + 1]
    return is_number(following) and following.dep in {"nummod", "appos", "npadvmod", "nmod"}
