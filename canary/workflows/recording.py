"""Recording an issue: one transaction from codewords and rendered files to a signed entry.

Order: `draft_issue` gives every copy its keys; the caller derives codewords and renders; then
`record_issue` writes entry, copies, tree and sealed documents. Files come after that.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from canary.crypto import seal
from canary.encoding import canonical
from canary.errors import UsageError
from canary.log.commitment import (
    CopyKeys,
    DocumentKeys,
    copy_context,
    copy_id,
    copy_opening,
    print_hash,
    prints_digest,
)
from canary.log.payloads import Payload, int_of
from canary.log.plan_json import print_plan
from canary.log.recipient import fold_id
from canary.model import Plan, Recipient
from canary.store import NewCopy, Transaction
from canary.workflows.issued import (
    Issued,
    family,
    load_issue,
    open_copy,
    salt_of,
)
from canary.workflows.vault import Vault

ALGORITHM: Final = "canary.codes/v1"


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """A copy to be made.

    Attributes:
        index: Its leaf in the issue's tree.
        id: What people call it.
        recipient: Who gets it.
        c_rcpt: The commitment to the recipient.
        keys: `keys.word_key` is what its codeword is derived from.
    """

    index: int
    id: str
    recipient: Recipient
    c_rcpt: bytes
    keys: CopyKeys


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue that is not recorded yet; copies in leaf order.

    Attributes:
        issue: Its id, 32 hex digits.
        plan: What varies.
        keys: `keys.bias_key` is what the biases are derived from.
        copies: One a recipient, in the order of the tree.
        salt: Size of the checkpoint that salts the keys.
        extends: The first issue, where this one adds recipients to it.
        members: Number of issues of its document when it was drafted.
        lineage: Copies that the document was drafted from.
    """

    issue: str
    plan: Plan
    keys: DocumentKeys
    copies: tuple[DraftCopy, ...]
    salt: int
    extends: str | None = None
    members: int = 0
    lineage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was rendered for a copy: its codeword (one byte a slot) and its file's SHA-256."""

    word: bytes
    file_sha256: bytes


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """A recorded issue: the entry's index, and the checkpoint note that covers it."""

    issue: str
    entry: int
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """What is kept, sealed, of the document that is issued.

    Attributes:
        source: Its bytes.
        about: Strings about it: title, file name, format …
        shingles: What a leak of it is found by.
    """

    source: bytes
    about: Mapping[str, str]
    shingles: frozenset[bytes]


def draft_issue(
    vault: Vault, plan: Plan, recipients: Sequence[Recipient], *, lineage: Sequence[str] = ()
) -> Draft:
    """Give every recipient a place in a new issue, and its copy's keys.

    Raises:
        UsageError: No recipient, or two whose ids are the same under `fold_id`.
    """
    issue = _new_issue_id(vault)
    salt = vault.salt_checkpoint()
    keys = vault.keys.document(issue, salt_of(vault, salt))
    copies = _draft_copies(issue, keys, recipients, set())
    return Draft(issue, plan, keys, copies, salt, lineage=tuple(sorted(set(lineage))))


def draft_addition(vault: Vault, issue: str, recipients: Sequence[Recipient]) -> Draft:
    """Give further recipients of a recorded issue a place in one that extends it.

    Raises:
        UsageError: A recipient has a copy already, or the issue was erased.
    """
    issued = load_issue(vault, vault.first_issue(issue))
    members = family(vault, issued.first)
    taken = {
        fold_id(open_copy(vault, issued, member, copy).recipient.id)
        for member in members
        for copy in vault.registry.copies(member)
    }
    new = _new_issue_id(vault)
    copies = _draft_copies(new, issued.keys, recipients, taken)
    salt = int_of(issued.entry.payload, "salt")
    return Draft(new, issued.plan, issued.keys, copies, salt, issued.first, len(members))


def record_issue(
    vault: Vault,
    draft: Draft,
    rendered: Sequence[Rendered],
    document: Document,
    *,
    program: str,
    now: int,
) -> IssueRecord:
    """Write an issue into the registry: entry, copies, tree, documents, in one transaction.

    Args:
        vault: The open vault.
        draft: What `draft_issue` or `draft_addition` returned.
        rendered: One for each of `draft.copies`, in that order.
        document: What was issued; already kept where the draft extends an issue.
        program: Name and version of the program.
        now: Seconds since 1970.

    Returns:
        Where it stands in the registry.

    Raises:
        UsageError: The issue is recorded already, or was extended since the draft.
    """
    payload = _issue_payload(draft, document.source, program)
    wrapped = None if draft.extends else vault.new_document_key(draft.issue)
    key = vault.document_key(draft.extends or draft.issue)
    pairs = zip(draft.copies, rendered, strict=True)
    rows = (_new_copy(vault, key, draft.issue, copy, made) for copy, made in pairs)
    with vault.writing() as transaction:
        if draft.extends and len(family(vault, draft.extends)) != draft.members:
            raise UsageError("recipients were added meanwhile", hint="do it again")
        n, root = transaction.put_copies(draft.issue, rows)
        payload |= {"epoch": vault.epoch, "n": n, "root": root.hex()}
        blobs: dict[str, bytes] = {}
        if wrapped is not None:
            payload |= _keep_document(vault, transaction, draft, wrapped, document)
            about = canonical(dict(document.about))
            blobs = {"about": about, "plan": print_plan(draft.plan), "source": document.source}
        index = vault.add(transaction, "issue", payload, now=now, blobs=blobs)
    return IssueRecord(draft.issue, index, transaction.head_note)


def draft_of(vault: Vault, issued: Issued) -> Draft:
    """Return the draft that an issue was recorded from, to render its copies again."""
    copies = tuple(
        DraftCopy(
            copy.index,
            copy_id(issued.issue, copy.index),
            open_copy(vault, issued, issued.issue, copy).recipient,
            copy.c_rcpt,
            issued.keys.copy(copy.c_rcpt),
        )
        for copy in vault.registry.copies(issued.issue)
    )
    extends = issued.first if issued.first != issued.issue else None
    salt = int_of(issued.entry.payload, "salt")
    return Draft(issued.issue, issued.plan, issued.keys, copies, salt, extends)


def _new_issue_id(vault: Vault) -> str:
    """Draw an id whose first 8 digits, which name copies, are free in this registry."""
    while True:
        issue = secrets.token_hex(16)
        if not any(vault.registry.entries("issue", f'"issue":"{issue[:8]}')):
            return issue


def _draft_copies(
    issue: str, keys: DocumentKeys, recipients: Sequence[Recipient], taken: set[str]
) -> tuple[DraftCopy, ...]:
    if not recipients:
        raise UsageError("nobody to issue to: the list of recipients is empty")
    seen = set(taken)
    for recipient in recipients:
        folded = fold_id(recipient.id)
        if folded in seen:
            raise UsageError(f"recipient id {recipient.id!r} is there twice, or has a copy already")
        seen.add(folded)
    leaves = sorted(
        ((keys.c_rcpt(recipient), recipient) for recipient in recipients), key=itemgetter(0)
    )
    return tuple(
        DraftCopy(index, copy_id(issue, index), recipient, c_rcpt, keys.copy(c_rcpt))
        for index, (c_rcpt, recipient) in enumerate(leaves)
    )


def _keep_document(
    vault: Vault, transaction: Transaction, draft: Draft, wrapped: bytes, document: Document
) -> Payload:
    """Store key and prints of a first issue; returns what its entry says of them."""
    hashes = {print_hash(vault.keys.printing, shingle) for shingle in document.shingles}
    transaction.put_prints(draft.issue, hashes)
    digest = transaction.put_wrap("dek", draft.issue, "", wrapped)
    return {"dek": digest, "prints": prints_digest(hashes).hex()}


def _issue_payload(draft: Draft, source: bytes, program: str) -> Payload:
    payload: Payload = {
        "algorithm": ALGORITHM,
        "c_key": draft.keys.c_key.hex(),
        "c_plan": draft.keys.c_plan(print_plan(draft.plan)).hex(),
        "c_source": draft.keys.c_source(source).hex(),
        "issue": draft.issue,
        "program": program,
        "salt": draft.salt,
        "wordlists": draft.plan.wordlists_sha256,
    }
    if draft.extends:
        payload["extends"] = draft.extends
    if draft.lineage:
        payload["lineage"] = list(draft.lineage)
    return payload


def _new_copy(vault: Vault, key: bytes, issue: str, copy: DraftCopy, rendered: Rendered) -> NewCopy:
    opening = copy_opening(copy.recipient, rendered.file_sha256)
    return NewCopy(
        c_rcpt=copy.c_rcpt,
        c_word=copy.keys.c_word(rendered.word),
        c_file=copy.keys.c_file(rendered.file_sha256),
        enc=seal(key, vault.nonce(), opening, copy_context(issue, copy.c_rcpt)),
    )
