"""An account: facts, tables and notes, shown as text, CSV, HTML or JSON.

Everything from outside is escaped where it is shown: HTML here, formulas in `csv_bytes`, controls
and invisible marks in HTML here and on a terminal by the command line.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass

from canary.files.output import csv_bytes
from canary.report.escaping import visible
from canary.report.tables import cell, pairs, table, wrapped

_SHORT = 20  # code points that are not broken in a page
FORMATS = ("text", "csv", "html", "json")
_STYLE = (
    "body{font:15px/1.5 Georgia,serif;max-width:60em;margin:3em auto;padding:0 1em;color:#222}"
    "h1{font-size:1.6em}h2{font-size:1.15em;margin-top:2em}"
    "table{border-collapse:collapse;font:13px/1.4 sans-serif}"
    "th,td{border-bottom:1px solid #ccc;padding:.3em .8em .3em 0;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}"
    "th,td.short{white-space:nowrap}"
    "p.note{border-left:3px solid #999;padding-left:1em}"
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an account; every row has a cell for each header."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What a report says.

    Attributes:
        title: Its heading.
        facts: (name, value) in order.
        tables: The first one is what CSV holds.
        notes: Sentences to be read first.
    """

    title: str
    facts: tuple[tuple[str, object], ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


def render(account: Account, form: str) -> str:
    """Return the account in one of `FORMATS`.

    Raises:
        ValueError: Another format.
    """
    match form:
        case "text":
            return to_text(account)
        case "csv":
            return to_csv(account)
        case "html":
            return to_html(account)
        case "json":
            return json.dumps(to_json(account), indent=2) + "\n"
    raise ValueError(f"unknown format of a report: {form!r}")


def to_text(account: Account) -> str:
    """Return the account for a terminal."""
    notes = map(wrapped, account.notes)
    tables = (f"{each.title}\n{table(each.rows, each.headers)}" for each in account.tables)
    parts = [account.title, *notes, pairs(account.facts), *tables]
    return "\n\n".join(part for part in parts if part) + "\n"


def to_csv(account: Account) -> str:
    """Return the account's first table, or its facts where it has none."""
    if not account.tables:
        return csv_bytes(("name", "value"), account.facts).decode()
    first = account.tables[0]
    return csv_bytes(first.headers, first.rows).decode()


def to_json(account: Account) -> dict[str, object]:
    """Return the account as an object: `facts`, `tables` (rows by header), `notes`."""
    return {
        "title": account.title,
        "facts": dict(account.facts),
        "tables": {
            each.title: [dict(zip(each.headers, row, strict=True)) for row in each.rows]
            for each in account.tables
        },
        "notes": list(account.notes),
    }


def to_html(account: Account) -> str:
    """Return the account as one self-contained page without script."""
    notes = "".join(f'<p class="note">{_escape(note)}</p>' for note in account.notes)
    facts = _table_html(("", ""), account.facts, head=False)
    tables = "".join(
        f"<h2>{_escape(each.title)}</h2>{_table_html(each.headers, each.rows)}"
        for each in account.tables
    )
    title = _escape(account.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{notes}{facts}{tables}</body></html>\n"
    )


def _table_html(
    headers: Sequence[str], rows: Sequence[Sequence[object]], *, head: bool = True
) -> str:
    lines = ["".join(map(_cell_html, row)) for row in rows]
    top = "".join(f"<th>{_escape(name)}</th>" for name in headers)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table>{f'<tr>{top}</tr>' if head else ''}{body}</table>"


def _cell_html(value: object) -> str:
    """Return a cell; ids and times stay on one line, however narrow the page is."""
    short = ' class="short"' if len(cell(value)) <= _SHORT else ""
    return f"<td{short}>{_escape(value)}</td>"


def _escape(value: object) -> str:
    return html.escape(visible(cell(value)))
