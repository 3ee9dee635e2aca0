"""What a decode is asked: the leak, the question, and where the run stands in its case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from canary.crypto import sha256
from canary.model import LeakText

PIECES_APART = "\n\n"
KEPT = 20


@dataclass(frozen=True, slots=True)
class Leak:
    """One leak, in one or several pieces.

    Attributes:
        texts: What the pieces say, in the order given.
        digests: SHA-256 of the pieces' bytes.
    """

    texts: tuple[LeakText, ...]
    digests: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """All pieces, a paragraph break between them."""
        return self.said.content

    @property
    def said(self) -> LeakText:
        """All pieces as one text, with the doubts about each."""
        return LeakText.joined(self.texts, PIECES_APART)

    @classmethod
    def of(cls, pieces: Sequence[tuple[LeakText | str, bytes]]) -> Leak:
        """Make a leak of (text, bytes) pairs; a text beyond doubt may be given as a string."""
        texts = (text if isinstance(text, LeakText) else LeakText(text) for text, _ in pieces)
        return cls(tuple(texts), tuple(sha256(raw) for _, raw in pieces))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a leak.

    Attributes:
        alpha: Bound on the chance of naming any wrong copy, in the whole case.
        issue: Score this issue only (the beginning of its id); None to search.
        case: The case's name; None for a case of the leak's own.
        coalition: Largest coalition to search for, 1 for none.
        reveal: Why the recipients of all listed copies are to be shown; None not to.
        keep: How many candidates to list; None for all.
        seen: When the leak was first seen, seconds since 1970.
        obtained_from: Where it came from.
        decoys: Copies under fresh keys to score beside the issued ones, none of which can be right.
    """

    alpha: float = 1e-6
    issue: str | None = None
    case: str | None = None
    coalition: int = 1
    reveal: str | None = None
    keep: int | None = KEPT
    seen: int | None = None
    obtained_from: str = "unknown"
    decoys: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Where a decode stands in its case.

    Attributes:
        case: Pseudonym of the case, 32 hex digits.
        number: Of the analysis, from 1; a repeated one keeps its number.
        share: What it may spend of alpha.
        decodes: Decodes recorded for the case, this one included.
        repeated: The same analysis was recorded before.
    """

    case: str
    number: int
    share: Fraction
    decodes: int
    repeated: bool
