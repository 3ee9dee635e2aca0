"""The recipients file (CSV with a header) and the file of terms to lock."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from canary.errors import InputError
from canary.files.documents import read_text
from canary.log.recipient import fold_id
from canary.model import Recipient

_DELIMITERS = ",;\t"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ID_LIMIT = 256  # code points
_FIELD_LIMIT = 4096  # code points
_COLUMN_LIMIT = 256


def read_recipients(path: Path) -> tuple[Recipient, ...]:
    """Return the recipients in file order, every column kept as the string it was.

    Raises:
        InputError: Not readable as CSV, no column `id`, no recipient, an empty, overlong or
            repeated id (under NFKC, trimmed, casefolded), a repeated column, more than 256 of
            them, a row too long.
    """
    return parse_recipients(read_text(path), what=str(path))


def parse_recipients(content: str, *, what: str) -> tuple[Recipient, ...]:
    r"""Return the recipients listed in `content`.

    Raises:
        InputError: As `read_recipients`.

    Example:
        >>> parse_recipients("id,name\n007,Bond\n", what="list.csv")
        (Recipient(id='007', fields=(('name', 'Bond'),)),)
    """
    header = content.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as err:
        raise InputError(f"{what!r} is not readable as csv: line {rows.line_num}: {err}") from None
    columns = _columns(numbered[0][1] if numbered else [], what)
    recipients = tuple(_recipients(numbered[1:], columns, what))
    if not recipients:
        raise InputError(f"{what!r} names no recipient", hint="add a line for each recipient")
    _require_unique(recipients, what)
    return recipients


def read_terms(path: Path) -> tuple[str, ...]:
    """Return the terms never to vary: one a line, blank lines ignored.

    Raises:
        InputError: As `read_text`.
    """
    return tuple(term for line in read_text(path).splitlines() if (term := line.strip()))


def _columns(row: Sequence[str], what: str) -> list[str]:
    """Return the column names, `id` among them once."""
    if len(row) > _COLUMN_LIMIT:
        raise InputError(f"{what!r} has {len(row)} columns, at most {_COLUMN_LIMIT} expected")
    names = [name.strip() for name in row]
    columns = ["id" if name.casefold() == "id" else name for name in names]
    if "id" not in columns:
        raise InputError(
            f"{what!r} has no column 'id', got {', '.join(map(repr, names[:8])) or 'nothing'}",
            hint="the first line names the columns; one of them is id",
        )
    twice = sorted(name for name, count in Counter(columns).items() if count > 1)
    if twice:
        raise InputError(f"{what!r} has column {twice[0]!r} more than once")
    return columns


def _recipients(
    rows: Sequence[tuple[int, list[str]]], columns: Sequence[str], what: str
) -> Iterator[Recipient]:
    """Yield a recipient a row, checking each."""
    for number, row in rows:
        if len(row) > len(columns):
            raise InputError(f"{what!r} line {number} has {len(row)} columns, want {len(columns)}")
        if any(len(cell) > _FIELD_LIMIT for cell in row):
            raise InputError(f"{what!r} line {number} has a value over {_FIELD_LIMIT} characters")
        cells = dict(zip(columns, [*row, *[""] * (len(columns) - len(row))], strict=True))
        name = cells.pop("id").strip()
        if not fold_id(name):
            raise InputError(f"{what!r} line {number} has an empty id")
        if len(name) > _ID_LIMIT or _CONTROL.search(name):
            raise InputError(
                f"{what!r} line {number} has an id that is overlong or holds control characters"
            )
        yield Recipient(name, tuple(cells.items()))


def _require_unique(recipients: Sequence[Recipient], what: str) -> None:
    """Refuse ids that differ only in case, width or white space."""
    seen: dict[str, str] = {}
    for recipient in recipients:
        key = fold_id(recipient.id)
        if key in seen:
            raise InputError(
                f"{what!r} has the same id twice: {seen[key]!r} and {recipient.id!r}",
                hint="ids are compared without regard to case, width and outer spaces",
            )
        seen[key] = recipient.id
