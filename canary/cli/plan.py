"""`canary plan`: what could vary, before anything is issued."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - imported when the verb runs; an argument an option

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.cli.planning import Choices, choice_options
from canary.errors import KeyRefusedError

if TYPE_CHECKING:
    from canary.files.documents import Document
    from canary.language import HouseWording


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--recipients", type=click.IntRange(min=1), help="How many copies are to be issued.")
@choice_options
@click.option("--review", type=click.Path(path_type=Path), help="Write a review file to edit.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page that shows every site.")
@click.option("--sites", "with_sites", is_flag=True, help="List every site.")
@context.alpha_option
@context.json_option
@click.pass_obj
def plan(
    session: Session,
    document: Path,
    recipients: int | None,
    channels: str | None,
    lock: Path | None,
    authored: bool,
    accept: Path | None,
    target: str | None,
    review: Path | None,
    html: Path | None,
    with_sites: bool,
    alpha: float,
    as_json: bool,
) -> None:
    """Show what could vary in DOCUMENT (txt, md, html, docx, odt or eml; - is standard input)."""
    from canary.files.output import write_private
    from canary.report.plans import plan_text
    from canary.workflows import plan as planning

    choices = Choices(channels, lock, authored, accept, target)
    source = choices.open(document)
    house, marked = _from_vault(session, source)
    planned = choices.plan(source, offers=review is not None, house=() if accept else house)
    result = planning.plan_json(planned, recipients=recipients, alpha=alpha)
    result["lineage"] = marked
    if with_sites:
        result["site_list"] = planning.site_list(planned)
    if recipients:
        for warning in planning.warnings(planned, recipients, alpha):
            output.warn(warning)
    content = source.text.content
    if review:
        from canary.files.review import print_review
        from canary.workflows.review import make_review

        write_private(review, print_review(make_review(planned), content).encode())
    if html:
        from canary.report.plan_page import plan_page

        write_private(html, plan_page(result, source.text, planned.plan.sites).encode())
    if as_json:
        output.show_json(result)
        return
    weakest = [(s.span.cut(content), s.sites, s.bits) for s in planning.weakest(planned)]
    output.show(plan_text(result, weakest))


def _from_vault(
    session: Session, source: Document
) -> tuple[tuple[HouseWording, ...], list[str] | None]:
    """Return what the vault at hand knows: its own wordings, and whose marks the source carries.

    Where there is no vault, and with a warning where it can't be opened: none, and None.
    """
    from canary.workflows.house import read_house
    from canary.workflows.lineage import ancestors
    from canary.workflows.vault import REGISTRY

    if not (session.home / REGISTRY).is_file():
        return (), None
    try:
        with session.vault() as vault:
            house, marked = read_house(vault), ancestors(vault, source)
    except KeyRefusedError as err:
        if session.can_ask:
            raise
        output.warn(f"the vault's own wordings are left out, and its copies not looked for: {err}")
        return (), None
    for copy in marked:
        output.warn(
            f"{source.name!r} carries the marks of copy {copy!r}: "
            f"issue it from an unmarked source, or with --lineage {copy}"
        )
    return house, marked
