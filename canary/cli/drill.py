"""`canary drill`: play leaks against a document before it is sent."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from canary.cli import context, output


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--recipients", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--trials", type=click.IntRange(min=1), default=10, show_default=True)
@click.option(
    "--channel", "channels", multiple=True, metavar="NAME", help="Play this leak channel."
)
@click.option(
    "--decoys",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Score N copies under other keys against each reading: the error rate.",
)
@context.alpha_option
@context.json_option
def drill(
    document: Path,
    recipients: int,
    trials: int,
    channels: tuple[str, ...],
    decoys: int,
    alpha: float,
    as_json: bool,
) -> None:
    """Play leaks against DOCUMENT, issued in memory, and table what would be named."""
    from canary.files.documents import open_document
    from canary.report.drills import drill_text
    from canary.workflows import drill as drilling
    from canary.workflows.plan import make_plan

    planned = make_plan(open_document(document))
    tallies = []
    for tally in drilling.drill(
        planned,
        recipients=recipients,
        trials=trials,
        alpha=alpha,
        channels=channels or None,
        decoys=decoys,
    ):
        output.tell(f"played {tally.channel}")
        tallies.append(tally)
    result = drilling.drill_json(planned, tallies)
    if as_json:
        output.show_json(result)
    else:
        output.show(drill_text(result))
