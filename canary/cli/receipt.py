"""`canary receipt`: a recipient says to have a copy."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

import click

from canary.cli import context, output
from canary.cli.context import Session


@click.command()
@click.argument("copy")
@context.json_option
@click.pass_obj
def receipt(session: Session, copy: str, as_json: bool) -> None:
    """Record that the recipient of COPY acknowledged it."""
    from canary.workflows.delivery import acknowledge

    with session.vault() as vault:
        entry = acknowledge(vault, copy, now=context.now())
    if as_json:
        output.show_json({"copy": copy, "entry": entry})
    else:
        output.show(f"recorded in entry {entry}")
