"""`canary report`: accounts of the registry, an issue or a case."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import UsageError

if TYPE_CHECKING:
    from canary.report.accounts import Account


@click.command()
@click.argument("kind", type=click.Choice(["audit", "issue", "case"]))
@click.argument("which", metavar="[ID]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "csv", "html", "json"]))
@click.option("--out", type=click.Path(path_type=Path), help="Write to a private file.")
@context.json_option
@click.pass_obj
def report(
    session: Session,
    kind: str,
    which: str | None,
    form: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Print an account of the registry (audit), of an issue, or of a case.

    ID is an issue's id or its first 8 digits, or a case's name. An issue's account shows its
    recipients, so that it is recorded.
    """
    from canary.files.output import refuse_unwritable, write_private
    from canary.report.accounts import render

    if as_json and form not in {None, "json"}:
        raise UsageError(f"--json and --format {form} contradict each other")
    if out is not None:
        refuse_unwritable(out)
    text = render(_account(session, kind, which), "json" if as_json else form or "text")
    if out is not None:
        write_private(out, text.encode())
    elif form in {None, "text"} and not as_json:
        output.show(text.rstrip("\n"))
    else:
        output.show_file(text)


def _account(session: Session, kind: str, which: str | None) -> Account:
    """Make the account asked for."""
    from canary.workflows import reporting
    from canary.workflows.audit import verify
    from canary.workflows.issued import find_issue

    if kind == "audit":
        found = verify(session.home, passphrase=session.passphrase)
        with session.vault() as vault:
            return reporting.audit_account(vault, found)
    with session.vault() as vault:
        if kind == "case":
            if which is None:
                return reporting.cases_account(vault)
            return reporting.case_account(vault, which, now=context.now())
        if which is None:
            raise UsageError("no issue given", hint="canary log lists them")
        return reporting.issue_account(vault, find_issue(vault, which), now=context.now())
