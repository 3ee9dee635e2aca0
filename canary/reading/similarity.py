"""How well a word of the leak agrees with a word of the source, in log-odds.

Scores are integers in half nats: the logarithm of the chance to see the leak's word if it
stands for the source's word, over the chance to meet it in unrelated prose. The chances are
those of a careless typist or scanner: about one slip in fifty places.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

MISMATCH = -8  # another word stands there
INSERTED = -7  # a word of the leak that the source does not have
DELETED = -8  # a word of the source that the leak does not have
SLIP = 8  # one letter wrong, missing, doubled or swapped
MISREAD = 2  # the same letters to a scanner

START, END = "\x02", "\x03"  # stand before the first and after the last word of a text

_LONGEST = 40  # letters; longer words agree only when equal
_CONFUSED = (
    ("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "n"), ("0", "o"), ("1", "l"), ("i", "l"),
    ("5", "s"), ("8", "b"), ("6", "b"), ("9", "g"), ("q", "g"), ("e", "c"),
)  # fmt: skip

COMMON = frozenset(
    "a about after all also an and any are as at be been before but by can could did do does for "
    "from had has have he her his i if in into is it its may more most must no not of on one only "
    "or other our out over shall she should so some such than that the their them then there these "
    "they this those to under up upon us was we were what when where which who will with would "
    "you your".split()
)


def weight(word: str) -> int:
    """Return the score of an exact agreement: rare words are worth more than common ones."""
    if word in (START, END):
        return 1
    return (3 if word in COMMON else 6) + min(len(word), 10)


@lru_cache(maxsize=1 << 17)
def agreement(source: str, leak: str) -> int:
    """Return the score of `leak` standing where the source has `source`, in half nats.

    Example:
        >>> agreement("appreciable", "appreciable"), agreement("appreciable", "apreciable")
        (16, 8)
        >>> agreement("modern", "modem"), agreement("small", "yellow")
        (10, -8)
    """
    if source == leak:
        return weight(source)
    longest = max(len(source), len(leak))
    if longest > _LONGEST or START in (source, leak) or END in (source, leak):
        return MISMATCH
    limit = max(1, longest // 3)
    slips = OSA.distance(source, leak, score_cutoff=limit)
    best = weight(source) - SLIP * slips if slips <= limit else MISMATCH
    if slips and longest > 1:
        slips = OSA.distance(_scanned(source), _scanned(leak), score_cutoff=limit)
        if slips <= limit:
            best = max(best, weight(source) - MISREAD - SLIP * slips)
    return max(best, MISMATCH)


@lru_cache(maxsize=1 << 16)
def _scanned(word: str) -> str:
    """Return `word` with the letters that scanners confuse made equal."""
    for seen, meant in _CONFUSED:
        word = word.replace(seen, meant)
    return word
