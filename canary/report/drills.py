"""A drill, for a person."""

from __future__ import annotations

from canary.report.tables import Row, table


def drill_text(result: Row) -> str:
    """Return the table of a drill.

    Args:
        result: The JSON object of `canary drill`.
    """
    names = ("channel", "trials", "attributed", "shortlisted", "wrong")
    return table(([row[name] for name in names] for row in result["channels"]), names)
