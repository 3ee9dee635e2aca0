"""`canary decode`: trace a leak back to its copy."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - imported when the verb runs; an argument an option

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import UsageError

if TYPE_CHECKING:
    from canary.workflows.question import Leak

_LAST_SECOND = 24 * 60 * 60 - 1
SOURCES = ("press", "regulator", "hotline", "court", "unknown")


@click.command()
@click.argument("leak", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--issue", metavar="ISSUE", help="Score this issue only.  [default: find it]")
@click.option(
    "--coalition",
    type=click.IntRange(1, 5),
    default=1,
    metavar="K",
    help="Search for up to K copies that fit together.",
)
@click.option("--case", metavar="NAME", help="The case this leak belongs to; alpha is spent in it.")
@click.option("--first-seen", metavar="DATE", help="Leave out issues recorded later (YYYY-MM-DD).")
@click.option(
    "--obtained-from",
    type=click.Choice(SOURCES),
    default="unknown",
    show_default=True,
    help="Where the leak came from; recorded.",
)
@click.option("--reveal", metavar="REASON", help="Show all listed recipients; recorded.")
@context.decoys_option
@click.option("--all", "list_all", is_flag=True, help="List every copy, not the best 20.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the account to a file.")
@context.alpha_option
@context.json_option
@click.pass_obj
def decode(
    session: Session,
    leak: tuple[Path, ...],
    issue: str | None,
    coalition: int,
    case: str | None,
    first_seen: str | None,
    obtained_from: str,
    reveal: str | None,
    decoys: int,
    list_all: bool,
    report: Path | None,
    alpha: float,
    as_json: bool,
) -> None:
    """Trace LEAK to its copy: txt, md, html, docx, odt, eml, pdf or a picture; - is standard input.

    Several files are pieces of one leak. Exit 0 if a copy is attributed, 1 if none is. The decode
    is recorded before it is shown.
    """
    from canary.files.output import refuse_unwritable, write_private
    from canary.report.decodes import decode_text
    from canary.workflows.decode import decode as trace
    from canary.workflows.question import KEPT, Question

    if reveal is not None and not reveal.strip():
        raise UsageError("--reveal needs a reason")
    question = Question(
        alpha=alpha,
        issue=issue,
        case=case,
        coalition=coalition,
        reveal=reveal,
        keep=None if list_all else KEPT,
        seen=_end_of(first_seen) if first_seen else None,
        obtained_from=obtained_from,
        decoys=decoys,
    )
    if report is not None:
        refuse_unwritable(report)
    session.require_vault()
    pieces = _read(leak)
    with session.vault() as vault:
        result = trace(vault, pieces, question, now=context.now())
    text = decode_text(result)
    if report is not None:
        write_private(report, (text + "\n").encode())
    if as_json:
        output.show_json(result)
    else:
        output.show(text)
    click.get_current_context().exit(0 if result["verdict"] == "attributed" else 1)


def _read(paths: tuple[Path, ...]) -> Leak:
    """Read the pieces of a leak."""
    from canary.files.documents import read_bytes
    from canary.files.leaks import read_leak
    from canary.workflows.question import Leak

    raws = [(path, read_bytes(path)) for path in paths]
    pieces = [(read_leak(raw, what=str(path)), raw) for path, raw in raws]
    for text, _ in pieces:
        for name in text.unread:
            output.warn(f"picture {name!r} was not read: give it as a file of its own")
    return Leak.of(pieces)


def _end_of(date: str) -> int:
    """Return the last second of a day, or the very second of a date with a time; UTC."""
    whole_day = len(date) <= len("YYYY-MM-DD")
    return context.moment(date) + (_LAST_SECOND if whole_day else 0)
