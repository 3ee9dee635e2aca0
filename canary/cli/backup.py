"""`canary backup`: the whole vault in one sealed file."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from functools import cache
from pathlib import Path

import click

from canary.cli import context, output
from canary.cli.context import Session


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help="Seal it with the contents of this file, not with the vault's passphrase.",
)
@context.json_option
@click.pass_obj
def backup(session: Session, file: Path, key: Path | None, as_json: bool) -> None:
    """Write registry and keys into FILE, sealed; keep it off site.

    The vault's passphrase opens it, or the key file given, and so does a recovery key.
    """
    from canary.files.documents import read_bytes
    from canary.keys import is_protected, read_private
    from canary.keys.keyfile import MAX_BYTES
    from canary.workflows.backup import backup as back_up
    from canary.workflows.backup import key_passphrase
    from canary.workflows.vault import KEY_FILE, open_vault

    session.require_vault()
    secret = None if key is None else key_passphrase(read_bytes(key))
    asked = cache(session.passphrase)
    with open_vault(session.home, asked) as vault:
        if secret is None and is_protected(read_private(vault.home / KEY_FILE, limit=MAX_BYTES)):
            secret = asked()
        made = back_up(vault, file, passphrase=secret)
    if as_json:
        output.show_json(
            {
                "file": str(file.resolve()),
                "origin": made.origin,
                "entries": made.entries,
                "sha256": made.sha256,
            }
        )
        return
    output.show(f"{made.origin}, {made.entries} entries, sealed in {str(file)!r}")
    output.show(f"sha256 {made.sha256}")
