"""Sentences that every account of a decode states, word for word the same."""

from __future__ import annotations

from collections.abc import Iterable

CAVEAT = (
    "This bounds agreement by chance and nothing else. Misdelivery, sharing, theft, imitation and "
    "error are usually likelier. It says which copy the text agrees with, not who passed it on, "
    "and it is not the probability that the holder did."
)
FRAMING = "Anyone who saw these words of that copy could have produced this text."
PROPOSITIONS = (
    "the text comes from this copy",
    "the text comes from another issued copy",
    "the text comes from no issued copy (the source, a draft, an unregistered copy)",
)
VERDICTS = {
    "attributed": "attributed: the text comes from an issued copy, or was made to look like it",
    "shortlist": "shortlist: no copy is attributed; a few fit far better than the others",
    "inconclusive": "inconclusive: the text does not tell the copies apart well enough",
    "no-match": "no match: no issued document was found in this text",
}
"""What each verdict says, the strongest first."""
AUTHORITATIVE = "A marked copy is not a true copy; the source is authoritative."
EXCLUDED_IF = "if one copy only"


def one_recipient(copies: Iterable[str]) -> str:
    """Return what is said of copies of several editions that one recipient has."""
    return (
        f"Copies {', '.join(copies)} are of one recipient, from editions that agree where the text "
        "did not change: the text may come from either, and the probabilities of both add up."
    )
