"""What reaches the public of a document: excerpts, quotes in foreign prose, spliced texts."""

from __future__ import annotations

import re

from canary.leaks.chance import Chance
from canary.leaks.prose import foreign, sentences

_LEADS = re.compile(r"^(?:However|Moreover|Furthermore|In addition|Therefore|Thus|Finally),? ")


def excerpt(text: str, chance: Chance, *, count: int = 3) -> str:
    """Return some sentences in a row.

    Args:
        text: The document.
        chance: Which ones.
        count: How many.
    """
    found = sentences(text)
    start = chance.below(max(1, len(found) - count + 1))
    return " ".join(found[start : start + count])


def quotes(text: str, chance: Chance, *, count: int = 4, words: int = 25) -> str:
    """Quote some passages, in any order, inside an article.

    Args:
        text: The document.
        chance: Which passages, and the article.
        count: Passages, 1 to 8 in practice; they do not overlap.
        words: Words a passage, 10 to 54 in practice.
    """
    passages = quoted_passages(text, chance, count=count, words=words)
    article = [foreign(chance, chance.between(1, 3))]
    article += [
        f"“{passage},” it says. {foreign(chance, chance.between(1, 3))}"
        for passage in chance.shuffled(passages)
    ]
    return "\n\n".join(article)


def quoted_passages(text: str, chance: Chance, *, count: int, words: int) -> list[str]:
    """Return up to `count` passages of `words` words that do not overlap, in text order."""
    tokens = text.split()
    slack = len(tokens) - count * words
    if slack < 0:
        count = max(1, len(tokens) // words)
        slack = max(0, len(tokens) - count * words)
    skips = sorted(chance.below(slack + 1) for _ in range(count))
    starts = [skip + index * words for index, skip in enumerate(skips)]
    return [" ".join(tokens[start : start + words]) for start in starts]


def newspaper(text: str, chance: Chance, *, count: int = 3, words: int = 40) -> str:
    """Quote as newspapers do: lead-ins dropped, names bracketed, words elided, inner quotes.

    Args:
        text: The document.
        chance: Where it is done.
        count: Passages.
        words: Words a passage before the elisions.
    """
    article = []
    for passage in quoted_passages(text, chance, count=count, words=words):
        shown = _bracketed(_elided(_LEADS.sub("", passage), chance), chance)
        shown = shown.replace('"', "'").replace("“", "‘").replace("”", "’")
        article.append(f"{foreign(chance, 2)} “{shown}.”")
    return "\n\n".join(article)


def mixed(text: str, chance: Chance, *, share: float = 0.7, other: str = "") -> str:
    """Strew a document's sentences over another text.

    Args:
        text: The document.
        chance: Where it is done.
        share: Share of the sentences that come from the other text.
        other: The other text (another edition, another issue); unrelated prose by default.
    """
    own = sentences(text)
    strange = sentences(other) if other else []
    out: list[str] = []
    while own:
        if chance.hits(share):
            out.append(strange.pop(0) if strange else foreign(chance, 1))
        else:
            out.append(own.pop(0))
    return " ".join(out)


def _elided(passage: str, chance: Chance) -> str:
    """Cut a few words out of the middle."""
    tokens = passage.split()
    if len(tokens) < 20:
        return passage
    start = chance.between(8, len(tokens) - 10)
    return " ".join([*tokens[:start], "...", *tokens[start + chance.between(2, 5) :]])


def _bracketed(passage: str, chance: Chance) -> str:
    """Complete a name, and mark a capital that was not there."""
    head = f"[{passage[0].upper()}]{passage[1:]}" if passage[:1].islower() else passage
    return re.sub(
        r"(?<= )([A-Z][a-z]{2})([a-z]{2,})",
        lambda m: f"{m[1]}[{m[2]}]" if chance.hits(0.2) else m[0],
        head,
    )
