"""`canary keys`: the officers' keys of a vault."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

import click

from canary.cli import context, output
from canary.cli.context import Session


@click.group()
def keys() -> None:
    """List the vault's keys, or print the public one."""


@keys.command(name="list")
@context.json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List every officer's key, in order of joining."""
    from canary.report.tables import table
    from canary.workflows.officers import list_keys

    listed = list_keys(session.home)
    if as_json:
        rows = [
            {
                "name": key.name,
                "key_id": key.key_id,
                "public": key.vkey,
                "active": key.active,
                "own": key.own,
            }
            for key in listed
        ]
        output.show_json({"keys": rows})
        return
    cells = [(key.name, key.key_id, key.active, key.own, key.vkey) for key in listed]
    output.show(table(cells, ("name", "key", "active", "own", "public key")))


@keys.command()
@context.json_option
@click.pass_obj
def public(session: Session, as_json: bool) -> None:
    """Print this officer's public file, to hand to others."""
    from canary.workflows.officers import public_key

    text = public_key(session.home).decode()
    if as_json:
        output.show_json({"public": text})
    else:
        output.show(text.rstrip("\n"))
