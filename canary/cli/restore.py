"""`canary restore`: a vault out of a backup."""

# ruff: noqa: PLC0415 - imported when the verb runs; an argument an option

from __future__ import annotations

from functools import cache
from pathlib import Path

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import UsageError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), help="The key file it was sealed with.")
@click.option(
    "--recovery",
    type=click.Path(path_type=Path),
    help="Open it with the recovery key in this file, and act as the recovery officer.",
)
@click.option("--no-passphrase", is_flag=True, help="With --recovery: keep its key unencrypted.")
@context.json_option
@click.pass_obj
def restore(
    session: Session,
    file: Path,
    key: Path | None,
    recovery: Path | None,
    no_passphrase: bool,
    as_json: bool,
) -> None:
    """Make a vault of the backup FILE in --home, verified first; overwrites nothing.

    With --recovery a new passphrase is asked for, or taken from --passphrase-file.
    """
    from canary.files.documents import read_bytes, read_text
    from canary.keys.recovery import parse_recovery
    from canary.workflows.backup import restore as bring_back

    if recovery is not None and key is not None:
        raise UsageError("--recovery and --key can't go together")
    if no_passphrase and recovery is None:
        raise UsageError("--no-passphrase goes with --recovery alone")
    new = cache(lambda: None if no_passphrase else session.passphrase(new=True))
    made = bring_back(
        file,
        session.home,
        passphrase=cache(session.passphrase),
        recovery=None if recovery is None else parse_recovery(read_text(recovery)),
        new_passphrase=new,
        key=None if key is None else read_bytes(key),
        now=context.now(),
    )
    if as_json:
        output.show_json(
            {
                "home": str(session.home.resolve()),
                "origin": made.origin,
                "officer": made.officer,
                "entries": made.entries,
                "checked": made.report.checked,
            }
        )
        return
    output.show(f"restored {made.origin} in {str(session.home)!r}")
    output.show(f"officer {made.officer}")
    output.show(f"verified: {made.entries} entries, {made.report.checked['copies']} copies")
