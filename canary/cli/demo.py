"""`canary demo`: the whole story in a temporary vault on a sample memo."""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from canary.cli import context, output

if TYPE_CHECKING:
    from canary.workflows.demo import Story

_TITLES = {
    "init": "A vault: an officer's key, and a registry that can only grow",
    "plan": "A memo, and the places where it can vary without a change of meaning",
    "issue": "Twelve copies that read the same and can be told apart",
    "leak": "One of them leaks: retyped by one person, edited by another",
    "decode": "The leak is traced, from its text alone",
    "source": "The original itself points at nobody",
    "verify": "The registry is computed again, from the first entry to the last",
}


@click.command()
@context.json_option
def demo(as_json: bool) -> None:
    """Tell the whole story in a temporary vault on a sample memo; nothing is left behind."""
    from canary.report.demos import heading
    from canary.workflows.demo import tell

    story = None
    for number, (step, story) in enumerate(tell(clock=context.now), start=1):
        if not as_json:
            output.show(heading(number, _TITLES[step]))
            output.show(_shown(step, story))
    if story is not None and as_json:
        output.show_json(_json(story))


def _shown(step: str, story: Story) -> str:
    """Return what a step shows."""
    from canary.report import demos
    from canary.report.tables import pairs

    planned, release, report = story.planned, story.release, story.report
    if step == "plan" and planned:
        return pairs(
            [
                ("  words", planned.document.words),
                ("  sites", len(planned.plan.sites)),
                ("  bits", planned.bits),
                ("  bits that survive retyping", planned.retyping_bits),
            ]
        )
    if step == "issue" and planned and release:
        copies = list(story.copies.items())[:3]
        return demos.variants_text(planned.document.text.content, copies)
    if step == "leak":
        return f"  from the copy of {story.leaker!r}:\n" + demos.excerpt(story.leaked)
    if step in {"decode", "source"}:
        return demos.decode_line(story.traced if step == "decode" else story.source)
    if step == "verify" and report:
        checked = [(f"  {name}", count) for name, count in report.checked.items()]
        return pairs([("  intact", report.ok), *checked])
    return "  officer 'demo', without a passphrase, in a temporary folder"


def _json(story: Story) -> dict[str, object]:
    """Return the story as one object."""
    return {
        "leaker": story.leaker,
        "sites": len(story.planned.plan.sites) if story.planned else 0,
        "copies": len(story.copies),
        "decode": story.traced,
        "source": story.source,
        "ok": bool(story.report and story.report.ok),
    }
