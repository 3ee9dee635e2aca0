"""`canary drill`: play leaks against a document before it is sent."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - imported when the verb runs; an argument an option

from __future__ import annotations

from pathlib import Path

import click

from canary.cli import context, output
from canary.cli.planning import Choices, choice_options


@click.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--recipients", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--trials", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--channel", "played", multiple=True, metavar="NAME", help="Play this leak channel.")
@context.decoys_option
@choice_options
@context.alpha_option
@context.json_option
def drill(
    document: Path,
    recipients: int,
    trials: int,
    played: tuple[str, ...],
    decoys: int,
    channels: str | None,
    lock: Path | None,
    authored: bool,
    accept: Path | None,
    target: str | None,
    alpha: float,
    as_json: bool,
) -> None:
    """Play leaks against DOCUMENT, issued in memory, and table what would be named.

    Then, sentence by sentence: what quoting it alone would prove, and where sites are missing.
    """
    from canary.report.drills import drill_text
    from canary.workflows import drill as drilling
    from canary.workflows import drill_sentences

    choices = Choices(channels, lock, authored, accept, target)
    planned = choices.plan(choices.open(document))
    rehearsal = drilling.Rehearsal(planned, recipients=recipients, alpha=alpha)
    wanted = played or tuple(drilling.CHANNELS)
    tallies = {}
    prospects = []
    with output.progress(len(wanted) * trials + len(planned.sentences), "drill") as bar:
        for tally in drilling.drill(rehearsal, trials=trials, channels=wanted, decoys=decoys):
            tallies[tally.channel] = tally
            bar.update(1)
        for prospect in drill_sentences.prospects(rehearsal):
            prospects.append(prospect)
            bar.update(1)
    result = {
        "recipients": recipients,
        "alpha": alpha,
        "channels": [drilling.channel_json(tally) for tally in tallies.values()],
        "decoys": drilling.decoys_json(tallies.values()),
        **drill_sentences.sentences_json(rehearsal, prospects),
    }
    if as_json:
        output.show_json(result)
    else:
        output.show(drill_text(result))
