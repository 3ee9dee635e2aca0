"""The same copy once more, where it was lost or never arrived: the same bytes, and an entry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from canary import codes
from canary.crypto import sha256
from canary.errors import UsageError, VerificationError
from canary.files.output import private_folder, safe_name, write_private
from canary.workflows.issue import Release, Written
from canary.workflows.issued import Issued, find_copy, load_issue, recipient_of, source_of
from canary.workflows.rendering import render
from canary.workflows.vault import Vault


def again(vault: Vault, copy: str, out: Path, *, reason: str, clock: Callable[[], int]) -> Release:
    """Write a registered copy once more, after recording why.

    Args:
        vault: The open vault.
        copy: Its id.
        out: Folder that it is put into; an index in it is left alone.
        reason: Why; sealed in the entry.
        clock: Returns seconds since 1970.

    Raises:
        UsageError: No such copy, no reason, or `out` can't be written.
        VerificationError: This program renders other bytes than were registered.
    """
    if not reason.strip():
        raise UsageError("no reason given", hint="say why with --reason TEXT")
    issue, leaf = find_copy(vault, copy)
    issued = load_issue(vault, issue)
    document, opening = source_of(issued), recipient_of(vault, issued, leaf)
    raw = render(document, issued.plan, _word(vault, issued, leaf))
    if sha256(raw) != opening.file_sha256:
        raise VerificationError(
            f"copy {copy!r} would be written with other bytes than were registered",
            hint="write it with the program version that recorded it",
        )
    folder = private_folder(private_folder(out.resolve()) / copy)
    blobs = {
        "folder": str(folder.parent).encode("utf-8", "surrogateescape"),
        "reason": reason.encode(),
    }
    recorded = vault.append("regenerate", {"copies": [copy]}, now=clock(), blobs=blobs)
    path = folder / safe_name(document.name)
    write_private(path, raw)
    written = Written(copy, opening.recipient.id, path, sha256(raw).hex())
    return Release(issued, document, (written,), recorded.checkpoint.decode())


def _word(vault: Vault, issued: Issued, leaf: int) -> bytes:
    copy = vault.registry.copy(issued.issue, leaf)
    if copy is None:
        raise UsageError(f"issue '{issued.issue}' has no copy {leaf}")
    law = codes.biases(issued.plan, issued.keys.bias_key)
    return codes.codeword(issued.keys.copy(copy.c_rcpt).word_key, law)
