"""What every verb shares: the vault's place, its passphrase, the clock, common options."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from canary.errors import KeyRefusedError, UsageError

if TYPE_CHECKING:
    from canary.workflows.vault import Vault

_F = TypeVar("_F", bound=Callable[..., Any])
_PASSPHRASE_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Session:
    """Where the vault is and how it is opened."""

    home: Path
    passphrase_file: Path | None

    def vault(self) -> Vault:
        """Open the vault, asking for its passphrase only if it has one."""
        from canary.workflows.vault import open_vault  # noqa: PLC0415

        return open_vault(self.home, self.passphrase)

    def require_vault(self) -> None:
        """Refuse early where there is no vault, before longer work."""
        from canary.workflows.vault import refuse_missing_vault  # noqa: PLC0415

        refuse_missing_vault(self.home)

    @property
    def can_ask(self) -> bool:
        """Whether a passphrase could be had at all."""
        return self.passphrase_file is not None or sys.stdin.isatty()

    def passphrase(self, *, new: bool = False) -> bytes:
        """Return the passphrase from the file given, else from the terminal.

        Raises:
            KeyRefusedError: No file, and no terminal to ask on; or an empty passphrase.
        """
        if self.passphrase_file is not None:
            return _from_file(self.passphrase_file)
        if not self.can_ask:
            raise KeyRefusedError(
                "a passphrase is needed and there is no terminal to ask on",
                hint="give --passphrase-file FILE or set CANARY_PASSPHRASE_FILE",
            )
        typed: str = click.prompt(
            "Passphrase", hide_input=True, confirmation_prompt=new, err=True, type=str
        )
        return typed.encode()


def now() -> int:
    """Return the time in whole seconds since 1970: the program's one look at the clock."""
    return time.time_ns() // 1_000_000_000


def moment(date: str) -> int:
    """Return the first second of a day, or the very second of a date with a time; UTC.

    Raises:
        UsageError: Not a date.
    """
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        raise UsageError(f"not a date: {date!r}", hint="write it as YYYY-MM-DD") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return int(found.timestamp())


def json_option(function: _F) -> _F:
    """Add `--json`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    return option(function)


def alpha_option(function: _F) -> _F:
    """Add `--alpha`."""
    option = click.option(
        "--alpha",
        type=click.FloatRange(0, 1, min_open=True, max_open=True),
        default=1e-6,
        show_default=True,
        help="Largest accepted chance of naming any wrong copy.",
    )
    return option(function)


def decoys_option(function: _F) -> _F:
    """Add `--decoys`: how many copies that nobody holds to score against the same readings."""
    return click.option(
        "--decoys",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Score N copies under fresh keys too: this installation's own error rate.",
    )(function)


def parse_channels(value: str | None) -> frozenset[str] | None:
    """Return the channel names of `--channels A,B`, or None where the option is absent.

    Raises:
        UsageError: A name that is no channel.
    """
    from canary.model import Channel  # noqa: PLC0415

    if value is None:
        return None
    names = frozenset(name.strip() for name in value.split(",") if name.strip())
    known = [channel.value for channel in Channel if channel is not Channel.LAYOUT]
    for name in sorted(names):
        if name not in known:
            raise UsageError(f"unknown channel {name!r}", hint=f"channels are {', '.join(known)}")
    if not names:
        raise UsageError("no channel given", hint=f"channels are {', '.join(known)}")
    return names


def _from_file(path: Path) -> bytes:
    """Return the first line of a passphrase file."""
    try:
        with path.open("rb") as file:
            line = file.readline(_PASSPHRASE_BYTES)
    except OSError as err:
        reason = (err.strerror or str(err)).lower()
        raise KeyRefusedError(f"passphrase file {str(path)!r} can't be read: {reason}") from None
    passphrase = line.rstrip(b"\r\n")
    if not passphrase:
        raise KeyRefusedError(f"passphrase file {str(path)!r} is empty")
    return passphrase
