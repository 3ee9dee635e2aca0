"""The command itself: its own options, and where its verbs are."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from canary import __version__
from canary.cli.context import Session
from canary.cli.output import Commands

_VERBS = {
    "init": "Make a vault: officer key, registry, genesis entry.",
    "plan": "Show what could vary in a document.",
    "issue": "Register an issue and write one copy a recipient.",
    "decode": "Trace a leak back to the copy it came from.",
    "drill": "Play leaks against a document before it is sent.",
    "verify": "Check that the registry is intact, or that a file is a registered copy.",
    "report": "Print an account of the registry, an issue or a case.",
    "log": "List the registry's entries, newest last.",
    "keys": "List the vault's keys, or print the public one.",
    "holders": "Say who else is known to have a copy.",
    "purge": "Clear an issue's written copies away.",
    "backup": "Write registry and keys into one sealed file.",
    "restore": "Make a vault of a backup, verified first.",
    "demo": "Tell the whole story in a temporary vault on a sample memo.",
}


class _Verbs(Commands):
    """The verbs, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the story."""
        del ctx
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        del ctx
        if cmd_name not in _VERBS:
            return None
        command: click.Command = getattr(
            importlib.import_module(f"canary.cli.{cmd_name}"), cmd_name
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_VERBS.items()))


@click.group(cls=_Verbs, name="canary")
@click.version_option(__version__, prog_name="canary", message="%(prog)s %(version)s")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CANARY_HOME",
    default=".",
    show_default=True,
    help="The vault's folder (also CANARY_HOME).",
)
@click.option(
    "--passphrase-file",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="CANARY_PASSPHRASE_FILE",
    help="Read the passphrase from this file (also CANARY_PASSPHRASE_FILE).",
)
@click.pass_context
def canary(ctx: click.Context, home: Path, passphrase_file: Path | None) -> None:
    """Give every recipient a copy of their own, and trace a leak back to its copy."""
    ctx.obj = Session(home, passphrase_file)


def main() -> None:
    """Run the command line."""
    canary(prog_name="canary")
