"""Text from outside, made safe to look at on a terminal or a page."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def visible(text: str) -> str:
    r"""Return `text` with terminal controls and invisible marks written out.

    Example:
        >>> visible("Bond\x1b[31m")
        'Bond\\x1b[31m'
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
