"""A drill, for a person."""

from __future__ import annotations

from canary.report.decodes import decoys_text
from canary.report.tables import Row, snippet, table, wrapped

_SURE = 0.995
_MANY = 9.5
_SNIPPET = 40  # leaves room for the other columns


def drill_text(result: Row) -> str:
    """Return the account of a drill.

    Args:
        result: The JSON object of `canary drill`.
    """
    names = ("channel", "trials", "attributed", "shortlisted", "wrong")
    parts = [table(([row[name] for name in names] for row in result["channels"]), names)]
    if result["sentences"]:
        headers = ("if this alone were quoted", "sites", "shown", "would leave")
        parts.append(table((_sentence(row, result) for row in result["sentences"]), headers))
    if result["gaps"]:
        rows = [
            (snippet(gap["text"], _SNIPPET), gap["sentences"], gap["words"])
            for gap in result["gaps"]
        ]
        parts.append(table(rows, ("longest stretches that show nothing", "sentences", "words")))
    if decoys := decoys_text(result.get("decoys"), "the same readings"):
        parts.append(wrapped(decoys))
    return "\n\n".join(parts)


def _sentence(row: Row, result: Row) -> tuple[object, ...]:
    return (
        snippet(row["sentence"], _SNIPPET),
        row["sites"],
        row["shown"],
        _proof(row, result["recipients"]),
    )


def _proof(row: Row, recipients: int) -> str:
    """Say what quoting a sentence alone would prove."""
    if row["attributed"] >= _SURE:
        return "one copy, attributed"
    if row["left"] > recipients - 0.5:
        return "all copies"
    left = f"{row['left']:.0f}" if row["left"] >= _MANY else f"{row['left']:.1f}"
    chance = f", attributed in {row['attributed']:.0%}" if row["attributed"] else ""
    return f"{left} of {recipients} copies{chance}"
