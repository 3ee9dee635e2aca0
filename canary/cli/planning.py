"""What `plan`, `issue` and `drill` share: which sites to look for, or the review that says so."""

# ruff: noqa: PLC0415 - imported when the verb runs

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from canary.cli import context, output
from canary.errors import UsageError

if TYPE_CHECKING:
    from canary.files.documents import Document
    from canary.language import HouseWording
    from canary.workflows.plan import Planned

_F = TypeVar("_F", bound=Callable[..., Any])


class Options(TypedDict):
    """Arguments of `workflows.plan.make_plan`."""

    channels: frozenset[str] | None
    lock: tuple[str, ...]
    authored: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The options as given."""

    channels: str | None
    lock: Path | None
    authored: bool
    accept: Path | None
    target: str | None = None

    def open(self, path: Path) -> Document:
        """Read the document at `path`, in the format that is asked for.

        Raises:
            InputError: It can't be read.
            UsageError: It can't be converted.
        """
        from canary.files.converting import converted
        from canary.files.documents import open_document

        return converted(open_document(path), self.target)

    def options(self) -> Options:
        """Return them read and checked."""
        from canary.files.recipients import read_terms

        return Options(
            channels=context.parse_channels(self.channels),
            lock=tuple(read_terms(self.lock)) if self.lock else (),
            authored=self.authored,
        )

    def plan(
        self, document: Document, *, offers: bool = False, house: Sequence[HouseWording] = ()
    ) -> Planned:
        """Analyse a document, or take its plan from the accepted review.

        Args:
            document: The source.
            offers: Whether to list weaker sites for a review; an accepted one has none.
            house: The vault's own wordings; an accepted review says which of them to use.

        Raises:
            UsageError: A review together with options that would change what it decided.
        """
        for warning in document.warnings:
            output.warn(warning)
        if self.accept is None:
            from canary.workflows.plan import make_plan

            planned = make_plan(document, **self.options(), offers=offers, house=house)
            self._warn_of_strays(document)
            return planned
        if self.channels or self.lock:
            raise UsageError(
                "--accept goes without --channels and --lock",
                hint="make the review with them, or edit its lines",
            )
        from canary.files.documents import read_text
        from canary.files.review import parse_review
        from canary.workflows.review import accept_review

        what = self.accept.name
        return accept_review(document, parse_review(read_text(self.accept), what=what), what=what)

    def _warn_of_strays(self, document: Document) -> None:
        from canary.language import stray_choices

        if self.authored and (strays := stray_choices(document.text)):
            output.warn(
                f"{strays} {{this|that}} outside prose: every copy shows the braces as they are"
            )


def choice_options(function: _F) -> _F:
    """Add `--channels`, `--lock`, `--authored`, `--accept` and `--as`."""
    path = click.Path(path_type=Path)
    for option in (
        click.option(
            "--as",
            "target",
            type=click.Choice(("html", "docx")),
            help="Turn a txt or md document into this format first.",
        ),
        click.option("--accept", type=path, help="Take the sites from this edited review."),
        click.option("--authored", is_flag=True, help="Take {this|that} as alternatives."),
        click.option("--lock", type=path, help="Terms never to vary, one a line."),
        click.option("--channels", metavar="A,B", help="Use only these channels."),
    ):
        function = option(function)
    return function
