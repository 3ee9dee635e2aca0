"""`canary holders`: who else is known to have a copy."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

import click

from canary.cli import context, output
from canary.cli.context import Session


@click.command()
@click.argument("copy")
@click.option("--add", metavar="TEXT", help="Record that somebody else has it, and who.")
@context.json_option
@click.pass_obj
def holders(session: Session, copy: str, add: str | None, as_json: bool) -> None:
    """Record or list who else is known to have COPY, besides its recipient.

    What is recorded is sealed. A list is recorded before it is shown, and case reports show it for
    attributed copies.
    """
    from canary.report.audits import moment
    from canary.report.tables import table
    from canary.workflows.holders import add_holder, list_holders

    with session.vault() as vault:
        if add is not None:
            added = add_holder(vault, copy, add, now=context.now())
            result: dict[str, object] = {"copy": copy, "entry": added.index}
            text = f"recorded in entry {added.index}"
        else:
            found = list_holders(vault, [copy], now=context.now())
            rows = [(each.entry, moment(each.time), each.text) for each in found]
            keys = ("entry", "time", "text")
            listed = [dict(zip(keys, (e.entry, e.time, e.text), strict=True)) for e in found]
            result = {"copy": copy, "holders": listed}
            text = "nobody else is known to have it"
            if found:
                text = table(rows, ("entry", "recorded (claimed)", "who else has it"))
    if as_json:
        output.show_json(result)
    else:
        output.show(text)
