"""What of a leak is kept with its case: what it says, where that is doubtful, what it shows.

Bytes and back, so that a later decode of the case reads an earlier leak as it was read then,
whatever engine this machine has by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from canary.crypto import sha256
from canary.encoding import Json, canonical, parse_canonical
from canary.errors import VerificationError
from canary.log.entry import Entry
from canary.log.payloads import map_of
from canary.model import Doubt, LeakText, Observation, Span
from canary.workflows.scoring import Scored
from canary.workflows.vault import Vault

_MILLION = 10**6  # canonical JSON holds no fractions


def leak_blobs(said: LeakText, scored: Iterable[Scored]) -> dict[str, bytes]:
    """Return what is to be kept: `leak`, `readings`, and `doubts` where there are any.

    Args:
        said: What the leak says.
        scored: What it shows of each edition.
    """
    shown = {each.edition.first.first: each.observation for each in scored}
    blobs = {"leak": said.content.encode(), "readings": _print_readings(shown)}
    if said.doubts:
        blobs["doubts"] = _print_doubts(said.doubts)
    return blobs


def kept_leak(vault: Vault, entry: Entry) -> LeakText:
    """Return what the leak of an earlier decode says.

    Raises:
        UsageError: It was erased, or is kept with the first of several equal decodes.
        VerificationError: It is not as it was written.
    """
    content = vault.open_blob(entry, "leak").decode()
    if "doubts" not in map_of(entry.payload, "blobs"):
        return LeakText(content)
    return LeakText(content, _parse_doubts(vault.open_blob(entry, "doubts")))


def said_digests(said: LeakText) -> tuple[bytes, bytes]:
    """Return the SHA-256 of what an engine read: of the words, and of the doubts about them."""
    return sha256(said.content.encode()), sha256(_print_doubts(said.doubts))


def _print_doubts(doubts: Sequence[Doubt]) -> bytes:
    return canonical([[d.span.start, d.span.end, round(d.error * _MILLION)] for d in doubts])


def _parse_doubts(raw: bytes) -> tuple[Doubt, ...]:
    what = "the doubts of a leak"
    match parse_canonical(raw, what=what):
        case list(rows):
            return tuple(_parse_doubt(row, what) for row in rows)
        case _:
            raise VerificationError(f"{what} are not as they were written")


def _parse_doubt(row: Json, what: str) -> Doubt:
    match row:
        case [int(start), int(end), int(millionths)]:
            return Doubt(Span(start, end), millionths / _MILLION)
        case _:
            raise VerificationError(f"{what} are not as they were written: {row}")


def _print_readings(shown: Mapping[str, Observation]) -> bytes:
    """Print the readings of each issue: slot, outcome, likelihood a variant in millionths."""
    return canonical(
        {
            issue: [
                [r.slot, r.outcome.value, [round(value * _MILLION) for value in r.likelihood]]
                for r in observation.readings
            ]
            for issue, observation in shown.items()
        }
    )
