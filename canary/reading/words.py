"""The words of a text, as a person reads them who ignores typography.

Two texts that look alike fold to the same characters: compatibility forms and ligatures
(NFKD), accents, case, invisible and bidirectional controls, homoglyphs, quotation marks and
dashes. White space stays as it is, since the spacing channel is read from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass

_LOOKALIKES = {
    "'": "’‘‚‛ʼʹ′`´＇",
    '"': "“”„‟«»″＂",
    "-": "‐‑‒–—―−⸺⸻﹘﹣－",
    "a": "аАαΑ", "b": "ВвΒ", "c": "сСϲ", "d": "ԁ", "e": "еЕεΕ", "g": "ɡ", "h": "һНΗ",
    "i": "іІιΙıӏ", "j": "јЈ", "k": "кКκΚ", "m": "мМΜ", "n": "ΝՈ", "o": "оОοΟօ", "p": "рРρΡ",
    "s": "ѕЅ", "t": "тТτΤ", "u": "υսՍ", "v": "νѵ", "w": "ѡԝ", "x": "хХχΧ", "y": "уУγΥ", "z": "Ζ",
}  # fmt: skip

_WORD = re.compile(r"[^\W_]+(?:['\[\]\\]+(?=[^\W\d_])[^\W_]+)*")
_GLUE = str.maketrans("", "", "'[]\\")
_JOINABLE = re.compile(r"\s|-\s*\n\s*")
_IGNORED = re.compile(r"""[\s"'\[\]*_`#>~^\\|]""")
_DASHES = re.compile(r"-+")
_ELLIPSIS = re.compile(r"\.{2,}")
_NEWLINE = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


_SILENT = frozenset({"Cc", "Cf", "Mn", "Me"})  # controls, formats, marks: never a letter


class _Fold(dict[int, "str | None"]):
    """What each code point folds to, computed when first met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        if char.isspace():
            folded: str | None = char
        elif unicodedata.category(char) in _SILENT:
            folded = None
        else:
            folded = "".join(
                c
                for c in unicodedata.normalize("NFKD", char)
                if not (unicodedata.category(c) in _SILENT or c.isspace())
            ).casefold()
        self[code] = folded
        if folded and folded != char:  # a fold may end in a look-alike: ά, α, a
            self[code] = folded = folded.translate(self)
        return folded


_FOLD = _Fold({ord(char): plain for plain, chars in _LOOKALIKES.items() for char in chars})


def normalise(text: str) -> str:
    r"""Return `text` folded: what looks alike becomes equal, white space stays.

    Args:
        text: Any text; hostile code points are welcome.

    Returns:
        The folded text; its offsets are its own.

    Example:
        >>> normalise("Ｔhe “ﬁnal”\u00a0oﬀer – Cafe\u0301\u200b")
        'the "final"\xa0offer - cafe'
    """
    if text.isascii():
        return _CONTROL.sub("", text).lower()
    return text.translate(_FOLD)


def punctuation(separator: str) -> str:
    """Return the punctuation of a separator, without what never decides.

    Example:
        >>> punctuation(",” — ["), punctuation(" . . . ")
        (',-', '…')
    """
    bare = _IGNORED.sub("", normalise(separator))
    return _ELLIPSIS.sub("…", _DASHES.sub("-", bare))


def spacing(separator: str) -> str:
    r"""Return the white space of a separator, every line break as one newline.

    Example:
        >>> spacing(".  "), spacing(",\r\n")
        ('  ', '\n')
    """
    return _NEWLINE.sub("\n", "".join(filter(str.isspace, separator)))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a folded text and where they stand in it.

    Attributes:
        text: The folded text.
        words: The words, without the apostrophes, brackets and backslashes inside them.
        spans: Start and end of each word in `text`.
    """

    text: str
    words: list[str]
    spans: list[tuple[int, int]]

    def between(self, index: int) -> str:
        """Return the characters between word `index - 1` and word `index`."""
        start = self.spans[index - 1][1] if index > 0 else 0
        end = self.spans[index][0] if index < len(self.spans) else len(self.text)
        return self.text[start:end]


def words_of(text: str) -> Words:
    """Return the words of `text`: runs of letters and digits, `Don[ald]` and `don't` as one.

    Hyphens part words, so that *long-term*, *long term* and a break at the hyphen agree.

    Example:
        >>> words_of("[T]he long-term plan doesn’t").words
        ['the', 'long', 'term', 'plan', 'doesnt']
    """
    folded = normalise(text)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    known: dict[str, str] = {}
    for match in _WORD.finditer(folded):
        word = match.group()
        if not word.isalnum():
            word = word.translate(_GLUE)
        words.append(known.setdefault(word, word))
        spans.append(match.span())
    return Words(folded, words, spans)


def repaired(leak: Words, vocabulary: Container[str]) -> Words:
    """Return `leak` with words joined or parted where that gives words of the source.

    Mends hyphenation at line ends, `to gether` and `oldship`: only words that the source does not
    know are touched, so a faithful copy comes back as it was.
    """
    if all(word in vocabulary for word in leak.words):
        return leak
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for word, span in _mended(leak, vocabulary):
        words.append(word)
        spans.append(span)
    return Words(leak.text, words, spans)


def _mended(leak: Words, vocabulary: Container[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    words, spans = leak.words, leak.spans
    index = 0
    while index < len(words):
        word, (start, end) = words[index], spans[index]
        known = word in vocabulary
        if index + 1 < len(words) and not (known and words[index + 1] in vocabulary):
            joined = word + words[index + 1]
            if joined in vocabulary and _JOINABLE.fullmatch(leak.between(index + 1)):
                yield joined, (start, spans[index + 1][1])
                index += 2
                continue
        cut = 0 if known else _seam(word, vocabulary)
        if cut and end - start == len(word):
            yield word[:cut], (start, start + cut)
            yield word[cut:], (start + cut, end)
        else:
            yield word, (start, end)
        index += 1


def _seam(word: str, vocabulary: Container[str]) -> int:
    """Return where two words of the source were run together, or 0."""
    if not 4 <= len(word) <= _LONGEST_SEAM:
        return 0
    for cut in range(len(word) - 2, 0, -1):
        if word[:cut] in vocabulary and word[cut:] in vocabulary:
            return cut
    return 0


_LONGEST_SEAM = 40
