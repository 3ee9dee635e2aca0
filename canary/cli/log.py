"""`canary log`: the registry's entries."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

import click

from canary.cli import context, output
from canary.cli.context import Session


@click.command()
@click.option("--issue", metavar="ISSUE", help="Only entries that speak of this issue.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many of the newest.")
@context.json_option
@click.pass_obj
def log(session: Session, issue: str | None, limit: int | None, as_json: bool) -> None:
    """List the registry's entries, newest last."""
    from canary.report.audits import entry_json, log_text
    from canary.workflows.audit import log_entries
    from canary.workflows.issued import find_issue

    with session.vault() as vault:
        whole = find_issue(vault, issue) if issue else None
        entries = [
            entry_json(entry.index, entry.kind, entry.payload)
            for entry in log_entries(vault, issue=whole, limit=limit)
        ]
    if as_json:
        output.show_json({"entries": entries})
    else:
        output.show(log_text(entries))
