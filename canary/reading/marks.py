"""What the characters between two words show: punctuation and spacing sites.

Quotation marks, brackets, emphasis and the kind of dash never decide anything; a line break
stands for any white space, so it says nothing about spacing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from canary.reading.lattice import Mark
from canary.reading.words import normalise

_IGNORED = re.compile(r"""[\s"'\[\]*_`#>~^\\|]""")
_DASHES = re.compile(r"-+")
_ELLIPSIS = re.compile(r"\.{2,}")
_NEWLINE = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")


def read_mark(mark: Mark, seen: Sequence[str]) -> int | None:
    """Return the variant that the separators show.

    Args:
        mark: What each variant expects.
        seen: The separators of the leak, folded, one a gap of the mark.

    Returns:
        The index of the variant, or None where they show none of them, or can't tell.
    """
    wanted = [tuple(map(punctuation, variant)) for variant in mark.expected]
    if len(set(wanted)) > 1:
        if any("-" in gap and "\n" in gap for gap in seen):
            return None
        return _only(wanted, tuple(map(punctuation, seen)))
    spaces = [tuple(map(spacing, variant)) for variant in mark.expected]
    shown = tuple(map(spacing, seen))
    breaks = any("\n" in gap for variant in spaces for gap in variant)
    if any("\n" in gap for gap in shown) and not breaks:
        return None
    return _only(spaces, shown)


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


def _only(variants: Sequence[tuple[str, ...]], shown: tuple[str, ...]) -> int | None:
    """Return the index of the one variant that equals what is shown."""
    return variants.index(shown) if variants.count(shown) == 1 else None
