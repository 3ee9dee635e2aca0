"""Step 8 of an audit: with the keys, everything that was committed to is derived again."""

from __future__ import annotations

from canary import codes
from canary.errors import VerificationError
from canary.log.commitment import copy_id
from canary.log.payloads import map_of
from canary.log.recipient import fold_id
from canary.workflows.audit_log import LogView
from canary.workflows.audit_problems import Problems
from canary.workflows.issued import Issued, load_issue, open_copy
from canary.workflows.vault import Vault


def check_openings(vault: Vault, view: LogView, problems: Problems) -> None:
    """List what does not open to what was committed to; erased documents are passed over.

    For every issue: its keys, source and plan (`load_issue`), and for every copy its recipient
    and file (`open_copy`) and its codeword, drawn again. For every entry: its sealed contents.
    """
    people: dict[str, set[str]] = {}
    for issue, payload in view.issues.items():
        first = str(payload.get("extends", issue))
        if first in view.erased:
            continue
        with problems.collected(f"issue '{issue}'"):
            issued = load_issue(vault, issue)
            _check_copies(vault, issued, people.setdefault(first, set()), problems)
    for entry in view.entries:
        for kind in () if view.is_expired(entry) else map_of(entry.payload, "blobs"):
            scope = vault.blob_scope(entry.kind, entry.payload)
            if scope not in view.erased:
                with problems.collected(f"entry {entry.index}"):
                    vault.open_blob(entry, kind)


def _check_copies(vault: Vault, issued: Issued, people: set[str], problems: Problems) -> None:
    biases = codes.biases(issued.plan, issued.keys.bias_key)
    for copy in vault.registry.copies(issued.issue):
        name = copy_id(issued.issue, copy.index)
        with problems.collected(f"copy '{name}'"):
            opening = open_copy(vault, issued, issued.issue, copy)
            keys = issued.keys.copy(copy.c_rcpt)
            if keys.c_word(codes.codeword(keys.word_key, biases)) != copy.c_word:
                raise VerificationError(f"copy '{name}' has another codeword than its keys give")
            folded = fold_id(opening.recipient.id)
            problems.expect(folded not in people, f"copy '{name}' is its recipient's second")
            people.add(folded)
