"""`canary verify`: is the registry intact, and is a file a registered copy?"""

# ruff: noqa: PLC0415 - what the verb needs is imported when it runs

from __future__ import annotations

from pathlib import Path

import click

from canary.cli import context, output
from canary.cli.context import Session
from canary.errors import KeyRefusedError, VerificationError


@click.command()
@click.option("--copy", type=click.Path(path_type=Path), help="Is this file a registered copy?")
@context.json_option
@click.pass_obj
def verify(session: Session, copy: Path | None, as_json: bool) -> None:
    """Compute the whole registry again and list every problem; exit 5 if there is one."""
    from canary.report.audits import verify_text
    from canary.workflows.audit import verify as audit

    try:
        report = audit(session.home, passphrase=session.passphrase)
    except KeyRefusedError:
        if session.can_ask:
            raise
        output.warn("without the passphrase, the openings are not checked")
        report = audit(session.home)
    result: dict[str, object] = {
        "ok": report.ok,
        "anchored": report.anchored,
        "problems": list(report.problems),
        "checked": report.checked,
        "openings": report.openings,
    }
    if copy is not None and report.ok:
        result["copy"] = _identify(session, copy)
        result["ok"] = result["copy"] is not None
    if as_json:
        output.show_json(result)
    else:
        output.show(verify_text(result))
    if not report.ok:
        raise VerificationError(f"the registry does not hold: {len(report.problems)} problems")
    if not result["ok"]:
        raise VerificationError(f"{str(copy)!r} is no registered copy of this registry")


def _identify(session: Session, copy: Path) -> dict[str, str] | None:
    from canary.files.documents import read_bytes
    from canary.workflows.audit import identify_copy

    with session.vault() as vault:
        match = identify_copy(vault, read_bytes(copy))
    return {"copy": match.copy, "issue": match.issue} if match else None
