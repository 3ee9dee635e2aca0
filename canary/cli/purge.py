"""`canary purge`: clear written copies away after the release."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import UsageError


@click.command()
@click.argument("issue", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A folder of the copies that was moved since.",
)
@click.option(
    "--erase",
    metavar="REASON",
    help="Destroy the document in the registry too; no leak can be traced to it any more.",
)
@click.option(
    "--decodes-before",
    metavar="DATE",
    help="Instead: forget leaks of cases not decoded since (YYYY-MM-DD).",
)
@context.json_option
@click.pass_obj
def purge(
    session: Session,
    issue: str | None,
    out: tuple[Path, ...],
    erase: str | None,
    decodes_before: str | None,
    as_json: bool,
) -> None:
    """Remove the written copies of ISSUE, wherever they were written, and record it.

    Files that someone changed are left, and listed. Leaks can still be traced, unless --erase.
    With --decodes-before, cases that named and revealed nobody are forgotten; that they were
    decoded is not.
    """
    if (issue is None) == (decodes_before is None):
        raise UsageError("give an ISSUE, or --decodes-before DATE")
    if decodes_before is not None:
        if out or erase is not None:
            raise UsageError("--out and --erase go with an ISSUE")
        _forget(session, decodes_before, as_json=as_json)
    elif issue is not None:
        _clear(session, issue, out, erase, as_json=as_json)


def _forget(session: Session, date: str, *, as_json: bool) -> None:
    from canary.workflows.expiry import expire_decodes

    before = context.moment(date)
    with session.vault() as vault:
        expired = expire_decodes(vault, before=before, now=context.now())
    if as_json:
        output.show_json({"expired": expired})
    else:
        output.show(f"{expired} decodes forgotten")


def _clear(
    session: Session, issue: str, out: tuple[Path, ...], erase: str | None, *, as_json: bool
) -> None:
    from canary.workflows.issued import find_issue
    from canary.workflows.purge import purge as clear

    with session.vault() as vault:
        whole = find_issue(vault, issue)
        done = clear(vault, whole, folders=out, erase=erase, now=context.now())
    for path in done.kept:
        output.warn(f"{str(path)!r} is no registered copy, and was left")
    if as_json:
        output.show_json(
            {
                "issue": whole,
                "removed": [str(path) for path in done.removed],
                "kept": [str(path) for path in done.kept],
                "erased": done.erased,
            }
        )
        return
    output.show(f"{len(done.removed)} files removed of issue {whole}")
    if done.erased:
        output.show("the document is erased: its copies stay proven, no leak can be traced to it")
