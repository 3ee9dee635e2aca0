"""The prose of a document as the tagger reads it: block by block, every offset kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from canary.language.authored import choices
from canary.language.capitals import is_capitals, sentence_cased, shadowed
from canary.language.tagger import Passage, analyse
from canary.language.traits import traits_of
from canary.model import Block, Span, Text

_PLACEHOLDER = "Xx"
LINE_BREAK = re.compile(r"\s*\n\s*")


def read(text: Text, *, authored: bool = False) -> list[tuple[Block, Passage]]:
    """Return every block of prose with its passage, which knows the document's traits."""
    blocks = [block for block in text.blocks if block.kind.is_prose]
    passages = _analysed(readable(text.content, block, authored=authored) for block in blocks)
    traits = traits_of(passages)
    for passage in passages:
        passage.traits = traits
    return list(zip(blocks, passages, strict=True))


def _analysed(texts: Iterable[str]) -> list[Passage]:
    """Analyse texts, those in capitals through their shadows."""
    read = list(texts)
    shouted = [n for n, text in enumerate(read) if is_capitals(text)]
    passages = list(analyse(read))
    shadows = analyse(sentence_cased(read[n]) for n in shouted)
    for n, shadow in zip(shouted, shadows, strict=True):
        passages[n] = shadowed(shadow, passages[n])
    return passages


def readable(content: str, block: Block, *, authored: bool = False) -> str:
    """Return a block's text as the tagger should see it, every offset kept.

    Line breaks become spaces; the words of a link stay and its markup becomes spaces; other locked
    spans become a made-up name, so that the sentence around them still parses; an author's choice
    reads as its first alternative.
    """
    chars = list(block.span.cut(content).replace("\n", " ").replace("\r", " ").replace("\t", " "))
    if authored:
        for span, variants in choices(content, block):
            start, end = span.start - block.span.start, span.end - block.span.start
            shown = LINE_BREAK.sub(" ", variants[0])
            chars[start:end] = (" " + shown).ljust(end - start)
    for span in local(block):
        piece = "".join(chars[span.start : span.end])
        chars[span.start : span.end] = _masked(piece)
    return "".join(chars)


def _masked(piece: str) -> str:
    if not any(c.isalnum() for c in piece) or piece.startswith(("](", "][", "<")):
        return " " * len(piece)
    if " " in piece or len(piece) < 2:
        return piece  # the words of a link: read, never changed
    return (_PLACEHOLDER[0] + _PLACEHOLDER[1] * len(piece))[: len(piece)]


def local(block: Block) -> list[Span]:
    """Return the locked spans of a block, counted from its start."""
    start = block.span.start
    return [Span(s.start - start, s.end - start) for s in block.locked]
