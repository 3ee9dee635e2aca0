"""What several recipients make of their copies together.

They compare their copies as anyone can: words that all copies share stay, and wherever the
copies differ they choose, knowing neither sites nor keys.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

from canary.errors import UsageError
from canary.leaks.chance import Chance
from canary.leaks.prose import WORDS

STRATEGIES = {
    "paragraph": "each paragraph from one of the copies",
    "splice": "equal shares in a row, one a copy",
    "site": "each place that differs from one of the copies at random",
    "majority": "each place as most copies have it",
    "minority": "each place as fewest copies have it",
    "third-word": "each place that differs replaced by a word of no copy",
}

_TOKEN = re.compile(r"(?:\w+|[^\s\w])\s*|\s+")  # spaces go with the word: they would match anywhere


def collude(copies: Sequence[str], strategy: str, *, seed: bytes) -> str:
    """Return the text that colluders make of their copies.

    Args:
        copies: Two or more copies of one document.
        strategy: A key of `STRATEGIES`.
        seed: What their choices follow from.

    Raises:
        UsageError: No such strategy.
        ValueError: Fewer than two copies.
    """
    if strategy not in STRATEGIES:
        known = ", ".join(STRATEGIES)
        raise UsageError(f"no such collusion strategy: {strategy!r}", hint=f"one of {known}")
    if len(copies) < 2:
        raise ValueError(f"{len(copies)} copies, at least 2 wanted")
    return _mixed(copies, strategy, Chance(b"collude\0" + strategy.encode() + b"\0" + seed))


def editions(text: str, chance: Chance, *, other: str = "") -> str:
    """Piece a text together from a copy and a copy of another edition that its holder also has.

    Args:
        text: The copy of this edition.
        chance: Which of the two each place that differs is taken from.
        other: The copy of the other edition; without one the text stays as it is.
    """
    return _mixed((text, other), "site", chance) if other else text


def frame(own: str, seen: str, *, seed: bytes, share: float = 0.5) -> str:
    """Imitate somebody else's copy as far as it was seen.

    Args:
        own: The copy of whoever makes the text.
        seen: The copy that is imitated.
        seed: What follows: which passage of it was seen.
        share: Share of the places that differ which were seen, in one stretch.
    """
    segments = compared((own, seen))
    differing = [i for i, (a, b) in enumerate(segments) if a != b]
    count = round(share * len(differing))
    start = Chance(b"frame\0" + seed).below(len(differing) - count + 1)
    imitated = set(differing[start : start + count])
    return "".join(pair[i in imitated] for i, pair in enumerate(segments))


def _mixed(copies: Sequence[str], strategy: str, chance: Chance) -> str:
    segments = compared(copies)
    if strategy in ("paragraph", "splice"):
        return _spliced(segments, len(copies), strategy, chance)
    return "".join(
        shown[0] if len(set(shown)) == 1 else _chosen(shown, strategy, chance) for shown in segments
    )


def compared(copies: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the copies cut into segments, one text a copy; all equal, or else all compared.

    `"".join(segment[j] for segment in compared(copies)) == copies[j]`.
    """
    tokens = [_TOKEN.findall(copy) for copy in copies]
    first = tokens[0]
    matches = [_matched(first, other) for other in tokens[1:]]
    common = [i for i in range(len(first)) if all(i in match for match in matches)]
    segments: list[tuple[str, ...]] = []
    at = [0] * len(copies)
    for index in common:
        to = [index, *(match[index] for match in matches)]
        if any(a < b for a, b in zip(at, to, strict=True)):
            segments.append(_cut(tokens, at, to))
        segments.append((first[index],) * len(copies))
        at = [position + 1 for position in to]
    segments.append(_cut(tokens, at, [len(t) for t in tokens]))
    return segments


def _matched(first: list[str], other: list[str]) -> dict[int, int]:
    """Return where the tokens of `first` stand in `other`."""
    matcher = SequenceMatcher(None, first, other, autojunk=False)
    return {a + k: b + k for a, b, size in matcher.get_matching_blocks() for k in range(size)}


def _cut(tokens: list[list[str]], start: list[int], end: list[int]) -> tuple[str, ...]:
    return tuple("".join(t[a:b]) for t, a, b in zip(tokens, start, end, strict=True))


def _chosen(shown: Sequence[str], strategy: str, chance: Chance) -> str:
    if strategy == "third-word":
        return chance.pick(WORDS)
    if strategy == "site":
        return chance.pick(shown)
    counts = Counter(shown)
    wanted = max(counts.values()) if strategy == "majority" else min(counts.values())
    return chance.pick([text for text in dict.fromkeys(shown) if counts[text] == wanted])


def _spliced(
    segments: Sequence[tuple[str, ...]], copies: int, strategy: str, chance: Chance
) -> str:
    """Take whole paragraphs, or equal shares, from one copy each."""
    holders = chance.shuffled(range(copies))
    blocks = [list(part) for _, part in groupby(segments, key=_Counter())]
    out: list[str] = []
    for number, block in enumerate(blocks):
        share = number * copies // len(blocks)
        holder = chance.below(copies) if strategy == "paragraph" else holders[share]
        out.extend(segment[holder] for segment in block)
    return "".join(out)


class _Counter:
    """Numbers segments by the paragraph they stand in."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, segment: tuple[str, ...]) -> int:
        number = self.count
        self.count += all(text.count("\n") > 1 for text in segment)
        return number
