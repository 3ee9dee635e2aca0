"""Reading recorded issues back: nothing is believed that its commitments do not bear out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from canary.crypto import open_sealed, sha256
from canary.encoding import decode_hex, parse_canonical
from canary.errors import InputError, UsageError, VerificationError
from canary.files.decoding import decode
from canary.files.documents import Document, parse
from canary.log.checkpoint import open_checkpoint
from canary.log.commitment import (
    DocumentKeys,
    copy_context,
    copy_id,
    parse_copy_id,
    print_hash,
)
from canary.log.entry import Entry
from canary.log.payloads import int_of, text_of
from canary.log.plan_json import parse_plan
from canary.log.recipient import parse_recipient
from canary.model import Plan, Recipient
from canary.reading import likely_sources
from canary.store import Copy
from canary.workflows.vault import Vault

_MOST_MATCHED = 100  # issues of an epoch compared closely; more share no more than boilerplate


@dataclass(frozen=True, slots=True)
class Issued:
    """An issue as recorded, its signature, commitments and number of copies checked.

    Attributes:
        issue: Its id.
        first: The issue it extends, or its own id.
        root: The issue whose keys it uses: the first of all its editions.
        entry: Its entry.
        n: Number of its copies.
        plan: What varies.
        source: The source document's bytes.
        about: What the caller recorded about the document: title, file name, format …
        keys: Keys of the document.
    """

    issue: str
    first: str
    root: str
    entry: Entry
    n: int
    plan: Plan
    source: bytes
    about: Mapping[str, str]
    keys: DocumentKeys


@dataclass(frozen=True, slots=True)
class Opening:
    """What a copy's record seals: its recipient, and the SHA-256 of its file."""

    recipient: Recipient
    file_sha256: bytes


def source_of(issued: Issued) -> Document:
    """Return the source document that an issue recorded, to render copies from.

    Raises:
        VerificationError: This program reads other words in it than the one that recorded it.
    """
    document = parse(issued.source, name=issued.about.get("file", "document.txt"))
    _require_text(issued, document.text.content)
    return document


def source_text(issued: Issued) -> str:
    """Return the words that an issue's plan is of, to read leaks with.

    Of a document with markup they are recorded, so that no later program needs to find the same
    words in it.

    Raises:
        VerificationError: They are not those that the plan was made of.
    """
    content = issued.about.get("text")
    if content is None:
        content = decode(issued.source, what=issued.about.get("file", "source"))[0]
    _require_text(issued, content)
    return content


def _require_text(issued: Issued, content: str) -> None:
    if sha256(content.encode()).hex() != issued.plan.text_sha256:
        raise VerificationError(
            f"issue '{issued.issue}': its source reads otherwise than when it was recorded",
            hint="use the program version that recorded it",
        )


def find_issue(vault: Vault, text: str) -> str:
    """Return the id of the issue that begins with `text` (at least 8 hex digits).

    Raises:
        UsageError: None, or several.
    """
    ids = [text_of(entry.payload, "issue") for entry in list_issues(vault)]
    found = [issue for issue in ids if issue.startswith(text)] if len(text) >= 8 else []
    if len(found) != 1:
        raise UsageError(
            f"{len(found) or 'no'} issues begin with {text!r}, one expected",
            hint="list them with: canary log",
        )
    return found[0]


def find_copy(vault: Vault, text: str) -> tuple[str, int]:
    """Return the issue's whole id and the leaf of the copy called `text`.

    Raises:
        UsageError: Not a copy's id, or no such copy is recorded.
    """
    digits, index = parse_copy_id(text)
    for entry in vault.entries("issue", f'"issue":"{digits}'):
        if index < int_of(entry.payload, "n"):
            return text_of(entry.payload, "issue"), index
    raise UsageError(f"no copy {text!r} is recorded", hint="list them with: canary report issue")


def list_issues(vault: Vault) -> list[Entry]:
    """Return every issue's entry, oldest first."""
    return list(vault.entries("issue"))


def match_issues(vault: Vault, shingles: Iterable[bytes], needed: int) -> list[str]:
    """Return the first issues that a text with these shingles may come from, best match first."""
    wanted = frozenset(shingles)
    hits: dict[str, set[bytes]] = {}
    for keys in vault.epochs.keys.values():
        printed = {print_hash(keys.printing, shingle): shingle for shingle in wanted}
        found = vault.registry.lookup_prints(printed, least=needed, most=_MOST_MATCHED)
        hits |= {issue: {printed[value] for value in values} for issue, values in found.items()}
    return likely_sources(hits, needed)


def sharing_issues(vault: Vault, shingles: Iterable[bytes]) -> list[str]:
    """Return the first issues that share any of these shingles, those that share most first."""
    wanted = frozenset(shingles)
    counts: Counter[str] = Counter()
    for keys in vault.epochs.keys.values():
        counts += vault.registry.count_prints(print_hash(keys.printing, each) for each in wanted)
    return [issue for issue, _ in counts.most_common()]


def family(vault: Vault, first: str) -> list[str]:
    """Return a first issue and all that extend it, oldest first."""
    additions = vault.entries("issue", f'"extends":"{first}"')
    return [first, *(text_of(entry.payload, "issue") for entry in additions)]


def root_of(vault: Vault, issue: str) -> str:
    """Return the id of the issue whose keys an issue uses: the first of all its editions."""
    return text_of(_root_entry(vault, vault.issue_entry(issue)).payload, "issue")


def relatives(vault: Vault, first: str) -> list[str]:
    """Return the first issues of all editions of a document, oldest first; erased ones aside."""
    revised = list(vault.entries("issue", '"revises":"'))
    if not revised:
        return [first]
    root = root_of(vault, first)
    found = [root]
    for entry in revised:
        if text_of(entry.payload, "revises") in found:
            found.append(text_of(entry.payload, "issue"))
    return [issue for issue in found if vault.registry.wrap("dek", issue) is not None]


def load_issue(vault: Vault, issue: str) -> Issued:
    """Return a recorded issue, after checking:

    1. its entry's signature
    2. that the keys, derived again, are those it committed to
    3. that source and plan open, and are those it committed to
    4. that as many copies are there as it counts

    Args:
        vault: The open vault.
        issue: Its whole id, 32 hex digits; see `find_issue`.

    Raises:
        UsageError: Not recorded, or erased.
        VerificationError: A check fails.
    """
    entry = vault.issue_entry(issue)  # 1
    first = str(entry.payload.get("extends", issue))
    keys = issue_keys(vault, entry)
    if keys.c_key.hex() != entry.payload["c_key"]:  # 2
        raise VerificationError(f"issue '{issue}': its key is not the one committed to")
    holder = entry if first == issue else vault.issue_entry(first)
    source, plan = vault.open_blob(holder, "source"), vault.open_blob(holder, "plan")  # 3
    if keys.c_source(source).hex() != entry.payload["c_source"]:
        raise VerificationError(f"issue '{issue}': its source is not the one committed to")
    if keys.c_plan(plan).hex() != entry.payload["c_plan"]:
        raise VerificationError(f"issue '{issue}': its plan is not the one committed to")
    n = int_of(entry.payload, "n")
    if vault.registry.count_copies(issue) != n:  # 4
        raise VerificationError(f"issue '{issue}': its {n} copies are not all there")
    about = _parse_about(vault.open_blob(holder, "about"))
    root = root_of(vault, issue)
    return Issued(issue, first, root, entry, n, parse_plan(plan), source, about, keys)


def issue_keys(vault: Vault, entry: Entry) -> DocumentKeys:
    """Return the keys of the document that an issue entry is about."""
    payload = _root_entry(vault, entry).payload
    epoch = vault.epochs.keys[int_of(payload, "epoch")]
    return epoch.document(text_of(payload, "issue"), salt_of(vault, int_of(payload, "salt")))


def _root_entry(vault: Vault, entry: Entry) -> Entry:
    """Return the entry of the issue whose keys an issue uses."""
    while "extends" in entry.payload or "revises" in entry.payload:
        key = "extends" if "extends" in entry.payload else "revises"
        entry = vault.issue_entry(text_of(entry.payload, key))
    return entry


def word_keys(vault: Vault, issued: Issued) -> Iterator[bytes]:
    """Yield the codeword key of every copy of an issue, in leaf order."""
    for c_rcpt in vault.registry.c_rcpts(issued.issue):
        yield issued.keys.copy(c_rcpt).word_key


def recipient_of(vault: Vault, issued: Issued, index: int) -> Opening:
    """Return whose copy number `index` of an issue is.

    Record a `reveal`, `attribute` or `export` entry before showing it.

    Raises:
        UsageError: There is no such copy.
        VerificationError: The record does not match its commitments.
    """
    copy = vault.registry.copy(issued.issue, index)
    if copy is None:
        raise UsageError(f"issue '{issued.issue}' has no copy {index}")
    return open_copy(vault, issued, issued.issue, copy)


def open_copy(vault: Vault, issued: Issued, issue: str, copy: Copy) -> Opening:
    """Return what a copy's record seals, checked against its commitments.

    Args:
        vault: The open vault.
        issued: Any issue of the family, for its keys.
        issue: The issue that the copy belongs to.
        copy: Its row.

    Raises:
        VerificationError: The record does not match its commitments.
    """
    what = f"copy '{copy_id(issue, copy.index)}'"
    key, context = vault.document_key(issued.first), copy_context(issue, copy.c_rcpt)
    opening = parse_opening(open_sealed(key, copy.enc, context, what=what), what=what)
    if issued.keys.c_rcpt(opening.recipient) != copy.c_rcpt:
        raise VerificationError(f"{what} is of another recipient than was committed to")
    if issued.keys.copy(copy.c_rcpt).c_file(opening.file_sha256) != copy.c_file:
        raise VerificationError(f"{what} is another file than was committed to")
    return opening


def parse_opening(raw: bytes, *, what: str) -> Opening:
    """Read what `canary.log.commitment.copy_opening` wrote.

    Raises:
        VerificationError: Another shape.
    """
    try:
        match parse_canonical(raw, what=what):
            case {"file": str(file), "recipient": recipient, **rest} if not rest:
                digest = decode_hex(file, what=what, length=32)
                return Opening(parse_recipient(recipient), digest)
    except InputError as error:
        raise VerificationError(str(error)) from None
    raise VerificationError(f"{what}: not the record of a copy")


def salt_of(vault: Vault, size: int) -> bytes:
    """Return what the checkpoint of `size` entries salts document keys with.

    Raises:
        VerificationError: It is missing, or its signature does not hold.
    """
    note = vault.registry.checkpoint(size)
    if note is None:
        raise VerificationError(f"the checkpoint of {size} entries is missing")
    return open_checkpoint(note, vault.trust.known, what=f"checkpoint {size}").salt


def _parse_about(raw: bytes) -> dict[str, str]:
    value = parse_canonical(raw, what="about")
    return {key: str(text) for key, text in value.items()} if isinstance(value, dict) else {}
