"""Is a text English? Told by the share of its commonest small words."""

from __future__ import annotations

import re

from canary.model import Text

_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(  # none that English's neighbours have too, such as "in", "is", "was", "an"
    _WORD.findall(
        "the of and to that for it with as be by this are from have not which or we they their "
        "but were has been our will its would his he you more these all may if there when who "
        "can any"
    )
)
_LEAST_SHARE = 0.16
_LEAST_WORDS = 20


def is_english(text: Text) -> bool:
    """Whether the prose of `text` is English; a few words are given the benefit of the doubt."""
    prose = (block.span.cut(text.content) for block in text.blocks if block.kind.is_prose)
    words = [word.lower() for piece in prose for word in _WORD.findall(piece)]
    if len(words) < _LEAST_WORDS:
        return True
    return sum(word in _SMALL for word in words) >= _LEAST_SHARE * len(words)
