"""What someone does who knows or guesses that copies differ."""

from __future__ import annotations

import re
from collections.abc import Sequence

from canary.leaks.chance import Chance
from canary.leaks.prose import WORDS, sentences
from canary.model import Site, Span

_TOKEN = re.compile(r"\S+")
_PAIRS = (
    "said stated", "asked requested", "big large", "small little", "begin start", "end finish",
    "help assist", "show demonstrate", "need require", "buy purchase", "keep retain", "try attempt",
    "about around", "also likewise", "although though", "but yet", "because since", "however still",
    "often frequently", "quickly rapidly", "almost nearly", "perhaps maybe", "while whilst",
    "important significant", "many numerous", "whole entire", "main chief", "wrong incorrect",
    "answer reply", "aim goal", "area region", "choice option", "way manner", "people persons",
    "problem difficulty", "idea notion", "result outcome", "task job", "which that", "must should",
    "get obtain", "give provide", "make produce", "use employ", "think believe", "tell inform",
    "seem appear", "let allow", "speak talk", "meet encounter", "agree concur", "doubt question",
    "enough sufficient", "above over", "near close", "on upon", "until till", "among amongst",
)  # fmt: skip
SYNONYMS = {a: b for pair in _PAIRS for a, b in (pair.split(), pair.split()[::-1])}


def word_edit(text: str, chance: Chance, *, rate: float = 0.1) -> str:
    """Delete, insert or replace words at random.

    Args:
        text: The document.
        chance: Where and how.
        rate: Share of the words, 0.025 to 0.2 in practice.
    """
    return _TOKEN.sub(lambda m: _edited(m[0], chance) if chance.hits(rate) else m[0], text)


def synonym_attack(text: str, chance: Chance, *, rate: float = 0.3) -> str:
    """Replace words that have a synonym, at a share of the places where one is known."""

    def swapped(match: re.Match[str]) -> str:
        other = SYNONYMS.get(match[0].lower())
        if other is None or not chance.hits(rate):
            return match[0]
        return other.capitalize() if match[0][0].isupper() else other

    return re.sub(r"[A-Za-z]+", swapped, text)


def redrawn(text: str, sites: Sequence[Site], chance: Chance, *, share: float = 1.0) -> str:
    """Draw a share of the sites of a text anew: what a leaker does who runs Canary on a copy.

    Args:
        text: The copy.
        sites: The sites found in it (spans in this text, which need not be the issuer's).
        chance: Which sites, and their new variants.
        share: Share of the sites that are drawn.
    """
    spliced: list[tuple[Span, str]] = []
    for site in sites:
        if chance.hits(share):
            symbol = chance.below(site.q)
            spliced.extend((part.span, part.variants[symbol]) for part in site.parts)
    out: list[str] = []
    cursor = 0
    for span, variant in sorted(spliced):
        out += (text[cursor : span.start], variant)
        cursor = span.end
    return "".join([*out, text[cursor:]])


def paraphrase(text: str, chance: Chance, *, keep: float = 0.35) -> str:
    """Say it in other words: few of the old ones stay, in another order."""
    out = []
    for sentence in chance.shuffled(sentences(text)):
        words = [w if chance.hits(keep) else chance.pick(WORDS) for w in sentence.split()]
        out.append(" ".join(chance.shuffled(words)).capitalize() + ".")
    return " ".join(out)


def translate(text: str, chance: Chance) -> str:
    """Say it in another language: names and numbers stay, every other word becomes a foreign one.

    The language is made up: the letters of each word change places in the alphabet, in a way that
    differs between leaks, and its vowels stay vowels.
    """
    vowels, others = chance.shuffled("aeiou"), chance.shuffled("bcdfghjklmnpqrstvwxyz")
    foreign = str.maketrans("aeioubcdfghjklmnpqrstvwxyz", "".join([*vowels, *others]))
    out = []
    for sentence in sentences(text):
        first, *rest = sentence.split()
        spoken = [w if not w[0].islower() else w.translate(foreign) for w in rest]
        out.append(" ".join([first.lower().translate(foreign).capitalize(), *spoken]))
    return " ".join(out)


def summary(text: str, *, words: int = 8) -> str:
    """Keep the first words of every third sentence."""
    heads = [sentence.split()[:words] for sentence in sentences(text)[::3]]
    return " ".join(" ".join(head).rstrip(",;:.") + "." for head in heads)


def _edited(token: str, chance: Chance) -> str:
    kind = chance.below(3)
    if kind == 0:
        return ""
    word = chance.pick(WORDS)
    return word if kind == 1 else f"{token} {word}"
