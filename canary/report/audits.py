"""The registry, for a person: what verify found, and its entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from canary.report.tables import Row, pairs, table, wrapped

_UNANCHORED = (
    "NOT ANCHORED: nothing outside this vault fixes the registry in time.\n"
    "Mail or print the checkpoint."
)


def verify_text(result: Row) -> str:
    """Return what `canary verify` found.

    Args:
        result: Its JSON object.
    """
    checked = result["checked"]
    items: list[tuple[str, object]] = [
        ("registry", "does not hold" if result["problems"] else "intact"),
        *((name, checked[name]) for name in ("entries", "copies", "checkpoints")),
        ("openings", "checked" if result["openings"] else "not checked"),
        ("anchored", result["anchored"]),
    ]
    if "copy" in result:
        match = result["copy"]
        items.append(("copy", match["copy"] if match else "not a registered copy"))
    problems = (wrapped(f"problem: {problem}") for problem in result["problems"])
    lines = [pairs(items), *problems]
    return "\n".join([*lines, *([] if result["anchored"] else [_UNANCHORED])])


def entry_json(index: int, kind: str, payload: Mapping[str, object]) -> dict[str, object]:
    """Return one entry as a row: its payload beside index, type and time."""
    return {
        "index": index,
        "type": kind,
        "time": payload["time"],
        "payload": {key: value for key, value in payload.items() if key != "time"},
    }


def log_text(entries: Sequence[Row]) -> str:
    """Return the entries as a table, one line each."""
    rows = [
        (row["index"], moment(row["time"]), row["type"], _about(row["type"], row["payload"]))
        for row in entries
    ]
    return table(rows, ("entry", "time (claimed)", "type", "about"))


def moment(seconds: int) -> str:
    """Return a claimed time in UTC.

    Example:
        >>> moment(0)
        '1970-01-01 00:00:00'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _about(kind: str, payload: Row) -> str:
    """Return the part of an entry that says what it is about."""
    match kind:
        case "issue":
            said = f"issue {payload['issue'][:8]}, {payload['n']} copies"
        case "release":
            said = f"issue {payload['issue'][:8]}, {payload['n']} copies written"
        case "decode":
            named = ", ".join(payload["copies"]) or "no copy"
            said = f"{payload['verdict']}: {named}; run {payload['run']}"
        case "purge":
            said = f"issue {payload['issue'][:8]}, {payload['n']} files removed"
        case "expire":
            said = f"{len(payload['cases'])} cases forgotten"
        case "genesis":
            said = f"notice {payload['notice']}"
        case _:
            said = ", ".join(map(str, payload.get("copies", [payload.get("copy", "")])))
    return said
