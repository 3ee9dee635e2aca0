"""`canary check`: does each message carry its addressee's copy?"""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import VerificationError


@click.command()
@click.argument("outbox", type=click.Path(path_type=Path))
@click.option("--sent", is_flag=True, help="They were sent: record it, with their Message-IDs.")
@context.json_option
@click.pass_obj
def check(session: Session, outbox: Path, sent: bool, as_json: bool) -> None:
    """Check that each message in OUTBOX carries its addressee's copy and goes to nobody else.

    OUTBOX is a folder of messages, a Maildir, an mbox or one eml. Exit 5 if one is wrong; then
    nothing is recorded.
    """
    from canary.files.outbox import read_messages
    from canary.report.deliveries import delivery_text
    from canary.workflows.delivery import check as compare
    from canary.workflows.delivery import record_sent

    session.require_vault()
    messages = read_messages(outbox)
    with session.vault() as vault:
        found = compare(vault, messages)
        if sent and found.ok:
            found = record_sent(vault, found, now=context.now())
    result: dict[str, object] = {
        "ok": found.ok,
        "messages": [
            {"where": m.where, "message_id": m.message_id, "copy": m.copy, "problem": m.problem}
            for m in found.messages
        ],
        "missing": list(found.missing),
        "entries": list(found.entries),
    }
    if as_json:
        output.show_json(result)
    else:
        output.show(delivery_text(result))
    if not found.ok:
        wrong = sum(each.problem is not None for each in found.messages)
        raise VerificationError(
            f"{wrong} of {len(found.messages)} messages do not carry their addressee's copy"
            if found.messages
            else f"{str(outbox)!r} holds no message"
        )
