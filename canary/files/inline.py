"""Spans inside prose that are not prose: links, code, tags, references, markup.

Locking too much costs a site; locking too little may break a link. So every bracketed passage,
every token that looks like a path, an address or an identifier, and every marker is locked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from canary.model import Span

# Every repetition is bounded, so that a hostile document costs a constant a code point.
_BRACKETS = r"\[(?:[^\[\]]|\[[^\[\]]{0,500}\]){0,1000}\]"
_TARGET = r"(?:\([^()\s]{0,1000}(?:\([^()]{0,200}\)[^()\s]{0,1000})?(?:\s+[^()]{0,500})?\))"
_PATTERNS = (
    r"(?P<ticks>`{1,20})(?:(?!(?P=ticks)(?!`)).){1,2000}?(?P=ticks)(?!`)",  # code
    rf"!{_BRACKETS}(?:{_TARGET}|\[[^\]]{{0,500}}\])?",
    rf"(?P<text>{_BRACKETS})(?P<target>{_TARGET}|\[[^\]]{{0,500}}\])",  # links
    _BRACKETS,
    r"<!--.{0,2000}?-->",
    r"</?[A-Za-z][^<>]{0,1000}>|<[^<>\s]{1,500}[:@][^<>\s]{1,500}>",  # tags, autolinks
    r"\{[%{:#].{0,500}?\}{1,3}",  # templates, attribute lists
    r"\$\$.{1,1000}?\$\$|\$[A-Za-z\\][^$\n]{0,500}\$",  # mathematics
    r"&(?:#\d{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{0,32});",  # entities
    r"\b(?:https?|ftp|mailto|file|ssh|git|urn|tel)\b:[^\s<>]+|\bwww\.[^\s<>]+",
    r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]+",
    r"[^\s()\[\]—–,;]{0,100}[\w.~:-][\\/]+[\w.~-][^\s()\[\]—–,;]*",  # paths, and/or
    r"\w{1,64}_\w{1,64}(?:_\w{1,64})*",  # identifiers
    r"\b[\w-]{1,64}\.[A-Za-z][\w-]+(?:\.[\w-]+)*\b",  # file names, hosts; not U.S. or i.e.
    r"(?<!\w)[#@]\w[\w-]*",  # issues, handles
    r"\\[^\w\s]",  # escapes
    r"\*+|~~+|==+|(?<!\w)_+|_+(?!\w)|\^",  # emphasis and the like
)
_LOCKED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.DOTALL)


def locked(content: str, span: Span) -> tuple[Span, ...]:
    """Return the spans of `content` within `span` that must never vary, in order and disjoint.

    Example:
        >>> text = "See [the memo](memo.md) *now*."
        >>> [part.cut(text) for part in locked(text, Span(0, len(text)))]
        ['[', 'the memo', '](memo.md)', '*', '*']
    """
    return tuple(
        part for match in _LOCKED.finditer(content, span.start, span.end) for part in _parts(match)
    )


def _parts(match: re.Match[str]) -> Iterator[Span]:
    """Yield a link as bracket, words and target, so that its words can be read; else the whole."""
    if match["target"]:
        start, end = match.span("text")
        yield Span(start, start + 1)
        if end - start > 2:
            yield Span(start + 1, end - 1)
        yield Span(end - 1, match.end())
    else:
        yield Span(*match.span())
