"""Decodes that named and revealed nobody are forgotten after a while; that they were made is not.

A case expires whole, once its last decode is old enough: its leaks, and what was said of them, are
destroyed. The entries stay, so that no case gets its alpha back. A case in which a copy was
attributed or a recipient revealed is evidence, and is kept.
"""

from __future__ import annotations

from canary.encoding import Json
from canary.log.payloads import int_of, list_of, map_of, text_of
from canary.workflows.vault import Vault


def expire_decodes(vault: Vault, *, before: int, now: int) -> int:
    """Destroy leaks and results of unrevealed cases, and record it; returns how many decodes.

    Args:
        vault: The open vault.
        before: Cases with a decode from then on are kept, seconds since 1970.
        now: Seconds since 1970.
    """
    with vault.writing() as transaction:
        kept = {
            text_of(entry.payload, "case")
            for kind in ("attribute", "reveal")
            for entry in vault.entries(kind)
            if "case" in entry.payload
        }
        decodes = [*vault.entries("decode")]
        kept |= {
            text_of(entry.payload, "case")
            for entry in decodes
            if int_of(entry.payload, "time") >= before or list_of(entry.payload, "copies")
        }
        old = [entry for entry in decodes if entry.payload["case"] not in kept]
        blobs = [
            blob
            for entry in old
            for blob in map_of(entry.payload, "blobs").values()
            if vault.registry.blob(blob) is not None
        ]
        cases: list[Json] = [*sorted({text_of(entry.payload, "case") for entry in old})]
        if blobs:
            transaction.forget(blobs)
            vault.add(transaction, "expire", {"cases": cases}, now=now)
    return len(old) if blobs else 0
