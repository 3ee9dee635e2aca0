"""A drill, for a person."""

from __future__ import annotations

from canary.report.decodes import decoys_text
from canary.report.tables import Row, table


def drill_text(result: Row) -> str:
    """Return the table of a drill.

    Args:
        result: The JSON object of `canary drill`.
    """
    names = ("channel", "trials", "attributed", "shortlisted", "wrong")
    shown = table(([row[name] for name in names] for row in result["channels"]), names)
    decoys = decoys_text(result["decoys"], "the same readings")
    return f"{shown}\n\n{decoys}" if decoys else shown
