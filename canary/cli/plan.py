"""`canary plan`: what could vary, before anything is issued."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - imported when the verb runs; an argument an option

from __future__ import annotations

from pathlib import Path

import click

from canary.cli import context, output


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--recipients", type=click.IntRange(min=1), help="How many copies are to be issued.")
@click.option("--channels", metavar="A,B", help="Use only these channels.")
@click.option("--lock", type=click.Path(path_type=Path), help="Terms never to vary, one a line.")
@click.option("--authored", is_flag=True, help="Take {this|that} in the text as alternatives.")
@click.option("--sites", "with_sites", is_flag=True, help="List every site.")
@context.alpha_option
@context.json_option
def plan(
    document: Path,
    recipients: int | None,
    channels: str | None,
    lock: Path | None,
    authored: bool,
    with_sites: bool,
    alpha: float,
    as_json: bool,
) -> None:
    """Show what could vary in DOCUMENT (txt or md; - reads standard input)."""
    from canary.files.documents import open_document
    from canary.files.recipients import read_terms
    from canary.report.plans import plan_text
    from canary.workflows import plan as planning

    planned = planning.make_plan(
        open_document(document),
        channels=context.parse_channels(channels),
        lock=read_terms(lock) if lock else (),
        authored=authored,
    )
    result = planning.plan_json(planned, recipients=recipients, alpha=alpha)
    if with_sites:
        result["site_list"] = planning.site_list(planned)
    if recipients:
        for warning in planning.warnings(planned, recipients, alpha):
            output.warn(warning)
    if as_json:
        output.show_json(result)
        return
    content = planned.document.text.content
    weakest = [(s.span.cut(content), s.sites, s.bits) for s in planning.weakest(planned)]
    output.show(plan_text(result, weakest))
