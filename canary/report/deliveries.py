"""What an outbox holds, for a person."""

from __future__ import annotations

from canary.report.tables import Row, table, wrapped

_ROWS = 20


def delivery_text(delivery: Row) -> str:
    """Return the account of an outbox: what is wrong, copies without a message, the sum.

    Args:
        delivery: The JSON object of `canary check`.
    """
    messages, missing = delivery["messages"], delivery["missing"]
    wrong = [(row["where"], row["problem"]) for row in messages if row["problem"]]
    parts = [table(wrong[:_ROWS], ("message", "problem"))] if wrong else []
    if len(wrong) > _ROWS:
        parts.append(f"and {len(wrong) - _ROWS} more")
    if missing:
        parts.append(wrapped(f"no message carries {', '.join(missing[:_ROWS])}"))
    right = len(messages) - len(wrong)
    parts.append(f"{right} of {len(messages)} messages carry their addressee's copy")
    parts += [f"recorded as sent in entry {entry}" for entry in delivery["entries"]]
    return "\n\n".join(parts)
