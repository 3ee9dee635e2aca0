"""What hands and clipboards do to a text: pasted, retyped, wrapped, obfuscated, cleaned."""

from __future__ import annotations

import re
import textwrap
import unicodedata

from canary.leaks.chance import Chance
from canary.leaks.prose import paragraphs, sentences

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_STRAIGHT = str.maketrans("‘’‚“”„«»–—―‐‑", '\'\'\'"""""-----')
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LOOKALIKES = dict(zip("aceopxyAEOPTX", "асеорхуАЕОРТХ", strict=True))
_FILLERS = ("er ", "um ", "you know ", "well ")


def paste(text: str) -> str:
    """Collapse white space, fold compatibility forms, straighten quotes and dashes."""
    plain = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs(plain))


def retype(text: str, chance: Chance, *, rate: float = 0.005, corrected: float = 0.3) -> str:
    """Type a text again.

    Args:
        text: What is typed.
        chance: Where the slips fall.
        rate: Slips a character, 0.002 to 0.01 in practice.
        corrected: Share of the slips that the typist notices and mends.
    """
    return "".join(
        _slip(char, chance) if chance.hits(rate * (1 - corrected)) else char for char in paste(text)
    )


def rewrap(text: str, *, width: int = 60) -> str:
    """Break the lines of every paragraph anew, `width` characters at most."""
    return "\n\n".join(
        textwrap.fill(" ".join(paragraph.split()), width, break_long_words=False)
        for paragraph in paragraphs(text)
    )


def upper(text: str) -> str:
    """Set everything in capitals, as telegrams did."""
    return paste(text).upper()


def obfuscate(text: str, chance: Chance, *, rate: float = 0.1) -> str:
    """Strew look-alike letters and invisible characters over a share of the characters."""
    out = []
    for char in text:
        hit = chance.hits(rate)
        out.append(_LOOKALIKES.get(char, char) if hit else char)
        if hit and char.isalpha() and chance.hits(0.5):
            out.append(chance.pick("\u200b\u2060\u00ad\u200d"))
    return "".join(out)


def clean(text: str) -> str:
    """Do what cleaning tools offer: no invisible characters, plain quotes, dashes and spaces."""
    return re.sub(
        r"[^\S\n]+", " ", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    ).translate(_STRAIGHT)


def oral(text: str, chance: Chance, *, fillers: float = 0.03) -> str:
    """Read a text out and have it transcribed: no case, no punctuation, a few fillers."""
    words = re.findall(r"[\w'’]+", " ".join(sentences(text)).lower())
    return " ".join(
        (chance.pick(_FILLERS) if chance.hits(fillers) else "") + word for word in words
    )


def _slip(char: str, chance: Chance) -> str:
    """Miss, double or mistype one letter."""
    kind = chance.below(4)
    if not char.isalpha():
        return char
    if kind == 0:
        return ""
    if kind == 1:
        return char + char
    if kind == 2:
        return chance.pick(_neighbours(char)) + char
    return chance.pick(_neighbours(char))


def _neighbours(char: str) -> str:
    """Return the keys beside a letter."""
    for row in _ROWS:
        at = row.find(char.lower())
        if at >= 0:
            return row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    return "e"
