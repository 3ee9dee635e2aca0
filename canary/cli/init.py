"""`canary init`: make a vault."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

import getpass

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import UsageError


@click.command()
@click.option("--officer", help="Your name in signatures, without spaces.  [default: your login]")
@click.option("--no-passphrase", is_flag=True, help="Keep the key file unencrypted.")
@click.option(
    "--notice",
    type=click.Choice(["given", "not-given"]),
    default="not-given",
    show_default=True,
    help="Whether staff were told that copies are marked; recorded.",
)
@click.option("--because", default="", help="Why; recorded in the clear, so name nobody.")
@click.option("--recovery", is_flag=True, help="Make a recovery key too; it is shown once.")
@context.json_option
@click.pass_obj
def init(
    session: Session,
    officer: str | None,
    no_passphrase: bool,
    notice: str,
    because: str,
    recovery: bool,
    as_json: bool,
) -> None:
    """Make a vault in --home: an officer's key pair, a registry, its first entry."""
    from canary.workflows.vault import REGISTRY
    from canary.workflows.vault_init import init_vault

    if no_passphrase and session.passphrase_file:
        raise UsageError("--no-passphrase and a passphrase file contradict each other")
    asks = not no_passphrase and not (session.home / REGISTRY).exists()
    made = init_vault(
        session.home,
        officer=officer or getpass.getuser(),
        passphrase=session.passphrase(new=True) if asks else None,
        notice=notice,
        because=because,
        recovery=recovery,
        now=context.now(),
    )
    if as_json:
        shown = {
            "home": str(session.home.resolve()),
            "origin": made.origin,
            "officer": made.officer,
            "notice": notice,
            "checkpoint": made.checkpoint.decode(),
        }
        output.show_json(shown | ({"recovery": made.recovery} if made.recovery else {}))
        return
    output.show(f"made the vault {made.origin} in {str(session.home)!r}")
    output.show(f"officer {made.officer}")
    if made.recovery:
        output.show(
            f"recovery key, shown this once; write it down and lock it away:\n{made.recovery}"
        )
    output.show("keep a copy of the keys folder off line, apart from the registry")
