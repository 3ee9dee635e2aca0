"""`canary issue`: register an issue and write its copies."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - imported when the verb runs; an argument an option

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.cli.planning import Choices, choice_options
from canary.errors import UsageError

if TYPE_CHECKING:
    from canary.model import Recipient
    from canary.workflows.issue import Release
    from canary.workflows.plan import Planned
    from canary.workflows.recording import Descent
    from canary.workflows.vault import Vault


@click.command()
@click.argument("document", type=click.Path(path_type=Path), required=False)
@click.option("--to", type=click.Path(path_type=Path), help="CSV of recipients with a column id.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the copies.")
@click.option("--title", help="What reports call the document.  [default: its file name]")
@click.option("--resume", metavar="ISSUE", help="Finish an interrupted issue.")
@click.option("--add", metavar="ISSUE", help="Add the recipients to a recorded issue.")
@click.option("--revises", metavar="ISSUE", help="The document is a second edition of this one.")
@click.option(
    "--eml", type=click.Path(path_type=Path), help="Write a message a copy from this template."
)
@click.option("--again", metavar="COPY", help="Write this copy once more, the same bytes.")
@click.option("--reason", help="With --again: why; recorded.")
@click.option(
    "--lineage",
    metavar="COPY",
    multiple=True,
    help="The document was drafted from this copy; its marks never count for it.",
)
@choice_options
@click.option("--allow-weak", is_flag=True, help="Issue even with too few bits.")
@context.alpha_option
@context.json_option
@click.pass_obj
def issue(
    session: Session,
    document: Path | None,
    to: Path | None,
    out: Path,
    title: str | None,
    resume: str | None,
    add: str | None,
    revises: str | None,
    eml: Path | None,
    again: str | None,
    reason: str | None,
    lineage: tuple[str, ...],
    channels: str | None,
    lock: Path | None,
    authored: bool,
    accept: Path | None,
    target: str | None,
    allow_weak: bool,
    alpha: float,
    as_json: bool,
) -> None:
    """Register an issue of DOCUMENT, then write one copy a recipient into --out.

    Each copy is OUT/<copy>/<file name>; OUT/index.csv says whose it is. What a review given with
    --accept adds or rewords is kept as the vault's own wordlist.
    """
    from canary.workflows import issue as issuing
    from canary.workflows.again import again as write_again
    from canary.workflows.delivery import write_messages
    from canary.workflows.house import keep_house
    from canary.workflows.issued import find_issue

    _check_usage(document, to, {"--resume": resume, "--add": add, "--again": again}, reason)
    if (revises or lineage) and not document:
        raise UsageError("--revises and --lineage go with a DOCUMENT")
    recipients = _recipients(to)
    template = _template(eml, recipients, document)
    session.require_vault()
    with session.vault() as vault:
        if again:
            release = write_again(vault, again, out, reason=reason or "", clock=context.now)
        elif resume:
            whole = find_issue(vault, resume)
            release = issuing.resume(vault, whole, out, clock=context.now, watch=output.watch)
        elif add:
            whole = find_issue(vault, add)
            release = issuing.add(
                vault, whole, recipients, out, clock=context.now, watch=output.watch
            )
        else:
            choices = Choices(channels, lock, authored, accept, target)
            planned = _planned(document or Path("-"), choices, vault)
            _check_capacity(planned, len(recipients), alpha, allow_weak=allow_weak)
            release = issuing.issue(
                vault,
                planned,
                recipients,
                out,
                title=title,
                allow_weak=allow_weak,
                descent=_descent(vault, revises, lineage),
                clock=context.now,
                watch=output.watch,
            )
            if accept:
                keep_house(vault, planned, now=context.now())
        if template is not None:
            write_messages(vault, release, template, what=str(eml), watch=output.watch)
    _show(release, out, as_json=as_json)


def _template(
    path: Path | None, recipients: tuple[Recipient, ...], document: Path | None
) -> str | None:
    """Read a template, and refuse one that can't be filled in before anything is recorded."""
    from canary.files.documents import read_text
    from canary.files.outbox import parse_template, places

    if path is None:
        return None
    text = read_text(path)
    if recipients:
        template = parse_template(text, places(recipients), what=str(path))
        if document:
            template.require(document.name)
    return text


def _check_usage(
    document: Path | None, to: Path | None, recorded: dict[str, str | None], reason: str | None
) -> None:
    """Refuse combinations that say two things at once, or nothing."""
    given = [option for option, value in recorded.items() if value]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} can't go together")
    if given and document:
        raise UsageError(f"the document is in the registry: give no DOCUMENT with {given[0]}")
    if given in (["--resume"], ["--again"]) and to:
        raise UsageError(f"the recipients are in the registry: give no --to with {given[0]}")
    if (reason is not None) != (given == ["--again"]):
        raise UsageError("--again COPY and --reason TEXT go together")
    if given in ([], ["--add"]) and not to:
        raise UsageError("no recipients", hint="give --to RECIPIENTS.csv")
    if not given and not document:
        raise UsageError("no document", hint="give the file to issue")


def _descent(vault: Vault, revises: str | None, lineage: tuple[str, ...]) -> Descent:
    from canary.workflows.issued import find_issue
    from canary.workflows.recording import Descent

    before = None if revises is None else vault.first_issue(find_issue(vault, revises))
    return Descent(before, lineage)


def _recipients(to: Path | None) -> tuple[Recipient, ...]:
    from canary.files.recipients import read_recipients

    return read_recipients(to) if to else ()


def _planned(document: Path, choices: Choices, vault: Vault) -> Planned:
    """Plan a document; an accepted review says itself which of the vault's wordings to use."""
    from canary.workflows.house import read_house

    house = () if choices.accept else read_house(vault)
    return choices.plan(choices.open(document), house=house)


def _check_capacity(planned: Planned, recipients: int, alpha: float, *, allow_weak: bool) -> None:
    """Refuse or warn, never both."""
    from canary.workflows.plan import require_capacity, warnings

    if not allow_weak:
        require_capacity(planned, recipients)
    for warning in warnings(planned, recipients, alpha):
        output.warn(warning)


def _show(release: Release, out: Path, *, as_json: bool) -> None:
    from canary.report.issues import issue_text
    from canary.workflows.issue import release_json

    result = release_json(release)
    if as_json:
        output.show_json(result)
    else:
        output.show(issue_text(result, str(out)))
