"""The whole output policy: what goes where, and how a run ends.

- Results go to stdout: text for a person, or exactly one JSON object with `--json`.
- Progress and warnings go to stderr; errors do too, in two lines at most.
- Text from outside is shown with its control characters made visible.
- A `CanaryError` gives its own exit code; usage gives 2, and so does a disk that fails; an
  interruption 130; a closed pipe ends the run in silence; anything unforeseen is one line and no
  stack trace.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from canary.errors import CanaryError
from canary.report.escaping import visible

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

T = TypeVar("T")

INTERRUPTED = 130
INTERNAL = 70  # EX_SOFTWARE of sysexits.h: a bug, never an answer


def show(text: str) -> None:
    """Print a result for a person."""
    click.echo(visible(text))


def show_file(text: str) -> None:
    """Print what is meant for a file, byte for byte; on a terminal it can do nothing there."""
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)  # click.echo cuts escapes out


def show_json(value: dict[str, Any]) -> None:
    """Print the one JSON object of a run, in ASCII."""
    click.echo(json.dumps(value, indent=2, allow_nan=False))


def warn(message: str) -> None:
    """Print a warning to stderr."""
    click.echo(f"canary: warning: {_line(message)}", err=True)


def tell(message: str) -> None:
    """Print a piece of progress to stderr, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"canary: {_line(message)}", err=True)


def progress(steps: int, label: str) -> ProgressBar[int]:
    """Return a bar of `steps` steps, a context manager: on stderr, on a terminal only."""
    file = sys.stderr if sys.stderr.isatty() else io.StringIO()
    return click.progressbar(length=steps, label=label, file=file)


def watch(items: Iterable[T], steps: int, label: str) -> Iterator[T]:
    """Pass items through, counted on a bar: on stderr, on a terminal only."""
    with progress(steps, label) as bar:
        for item in items:
            yield item
            bar.update(1)


def fail(message: str, hint: str | None = None) -> None:
    """Print an error, and the cure where there is one."""
    click.echo(f"canary: error: {_line(message)}", err=True)
    if hint:
        click.echo(f"canary: hint: {_line(hint)}", err=True)


class Commands(click.Group):
    """A group that ends every run as the policy says."""

    def main(  # type: ignore[override]  # one way to run, not click's several
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,  # noqa: ANN401 - what click's testing passes on
    ) -> NoReturn:
        """Run the command line and exit.

        Args:
            args: The words after the program's name; those of the process if None.
            prog_name: What usage texts call the program.
            extra: Passed on to the context.
        """
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        words = list(sys.argv[1:] if args is None else args)
        sys.exit(_ended(lambda: self._run(words, prog_name or "canary", extra)))

    def _run(self, words: list[str], prog_name: str, extra: dict[str, Any]) -> int:
        try:
            with self.make_context(prog_name, words, **extra) as ctx:
                self.invoke(ctx)
        except click.exceptions.Exit as end:
            sys.stdout.flush()
            return end.exit_code
        sys.stdout.flush()
        return 0


def _ended(run: Callable[[], int]) -> int:
    """Return a run's exit code, having printed what went wrong."""
    try:
        return run()
    except CanaryError as err:
        fail(str(err), err.hint)
        return err.exit_code
    except click.ClickException as err:
        return _usage(err)
    except (click.Abort, KeyboardInterrupt, EOFError):
        fail("interrupted")
        return INTERRUPTED
    except OSError as err:
        return _system(err)
    except Exception as err:
        fail(
            f"internal error: {type(err).__name__}: {err}"[:300],
            "this is a bug; set CANARY_TRACE=1 to see where, and report it",
        )
        if os.environ.get("CANARY_TRACE"):
            raise
        return INTERNAL


def _system(err: OSError) -> int:
    """Say what the system refused, a disk that fails for example; nothing of a closed pipe."""
    if isinstance(err, BrokenPipeError):
        _silence()
        return 0
    fail(f"{err.filename or 'a file'!r} can't be used: {(err.strerror or str(err)).lower()}")
    return CanaryError.exit_code


def _usage(err: click.ClickException) -> int:
    """Print a usage error in our own form; help where no verb was given."""
    if isinstance(err, click.exceptions.NoArgsIsHelpError):
        err.show()
        return err.exit_code
    hint = None
    if isinstance(err, click.UsageError) and err.ctx is not None:
        hint = f"see {err.ctx.command_path} --help"
    message = err.format_message().rstrip(".")
    fail(message[:1].lower() + message[1:], hint)
    return err.exit_code


def _silence() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _line(message: str) -> str:
    """Return `message` on one line, controls made visible."""
    return visible(" ".join(message.split("\n")))
