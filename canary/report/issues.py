"""An issue, for a person."""

from __future__ import annotations

from canary.report.tables import Row, pairs, snippet, table

_ROWS = 20


def issue_text(issue: Row, folder: str) -> str:
    """Return the account of an issue just written.

    Args:
        issue: The JSON object of `canary issue`.
        folder: Where the copies are.
    """
    document, copies = issue["document"], issue["copies"]
    head = pairs(
        [
            ("issue", issue["issue"]),
            ("document", f"{document['title']} ({document['format']}, {document['words']} words)"),
            ("sites", issue["sites"]),
            ("bits", issue["bits"]),
            ("copies", f"{len(copies)} in {folder}"),
        ]
    )
    rows = [(copy["copy"], snippet(copy["recipient"], 40)) for copy in copies[:_ROWS]]
    parts = [head, table(rows, ("copy", "recipient"))]
    if len(copies) > _ROWS:
        parts.append(f"and {len(copies) - _ROWS} more: see index.csv")
    parts.append("checkpoint, to print or to mail to a witness:\n" + issue["checkpoint"].rstrip())
    return "\n\n".join(parts)
