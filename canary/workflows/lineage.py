"""Lineage: whether a document was drafted from an issued copy, and so carries its marks.

Issued again, such a document would put its first holder's marks into everybody's hands.
"""

from __future__ import annotations

from collections.abc import Sequence

from canary.errors import UsageError
from canary.files.documents import Document, count_words
from canary.model import LeakText
from canary.reading import leak_shingles, needed_hits
from canary.workflows.editions import editions
from canary.workflows.issued import find_copy, match_issues
from canary.workflows.question import Question
from canary.workflows.scoring import rank, read, score
from canary.workflows.vault import Vault


def ancestors(vault: Vault, document: Document) -> list[str]:
    """Return the ids of the issued copies whose marks a document carries, best first.

    It is no decode: nobody is named and nothing is recorded.

    Args:
        vault: The open vault.
        document: What is to be issued.
    """
    text = document.text.content
    firsts = match_issues(vault, leak_shingles(text), needed_hits(count_words(text)))
    found = editions(vault, firsts)
    copies = sum(edition.copies for edition in found)
    scored = score(vault, found, read(found, LeakText(text)), Question(), copies=copies, totals={})
    return [each.copy for each in rank(scored) if each.candidate.attributed]


def require_lineage(vault: Vault, document: Document, lineage: Sequence[str]) -> None:
    """Refuse a document that carries the marks of copies it does not own up to.

    Args:
        vault: The open vault.
        document: What is to be issued.
        lineage: Ids of the copies that it is said to be drafted from.

    Raises:
        UsageError: Others' marks are in it, or one named is no recorded copy.
    """
    for copy in lineage:
        find_copy(vault, copy)
    hidden = [copy for copy in ancestors(vault, document) if copy not in lineage]
    if hidden:
        options = " ".join(f"--lineage {copy}" for copy in hidden)
        raise UsageError(
            f"{document.name!r} carries the marks of copy {hidden[0]!r}",
            hint=f"issue it from an unmarked source, or own up to it with {options}",
        )
