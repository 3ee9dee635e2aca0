"""Delivery: does each message carry its addressee's copy, and what was sent?

The registry proves that a copy was assigned. Only what left shows that it was sent to the right
address: a perfect match to a copy that went elsewhere accuses an innocent.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from canary.encoding import Json, canonical
from canary.errors import UsageError
from canary.files.outbox import OUTBOX, Sent, fold_address, parse_template, places
from canary.files.output import private_folder, write_all_private
from canary.log.commitment import parse_copy_id
from canary.log.payloads import list_of
from canary.model import Recipient
from canary.workflows.carried import Carried
from canary.workflows.issue import Release
from canary.workflows.issued import (
    Issued,
    find_copy,
    recipient_of,
)
from canary.workflows.vault import Vault
from canary.workflows.watching import Watch, unwatched

ADDRESSES = ("email", "e-mail", "mail", "address")
_LONGEST_ID = 998  # RFC 5322 section 2.1.1


@dataclass(frozen=True, slots=True)
class Checked:
    """One message: `copy` is the one it carries, `problem` what is wrong with it, or None."""

    where: str
    message_id: str
    copy: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What an outbox holds.

    Attributes:
        messages: All of them.
        missing: Copies of the same issues that no message carries.
        entries: Entries that record the delivery.
    """

    messages: tuple[Checked, ...]
    missing: tuple[str, ...]
    entries: tuple[int, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether each message carries its addressee's copy."""
        return bool(self.messages) and not any(each.problem for each in self.messages)


def write_messages(
    vault: Vault, release: Release, template: str, *, what: str, watch: Watch = unwatched
) -> list[Path]:
    """Write one message a copy into the folder `outbox` beside the copies.

    Args:
        vault: The open vault.
        release: The issue just written.
        template: The template's text.
        what: Its name, for messages.
        watch: Watches the messages being written.

    Raises:
        UsageError: The template asks for what the recipients file doesn't say.
    """
    people = {copy.copy: _person(vault, release.issued, copy.copy) for copy in release.copies}
    parsed = parse_template(template, places(people.values()), what=what)
    parsed.require(release.copies[0].path.name)
    title = release.issued.about.get("title", "")
    folder = private_folder(release.copies[0].path.parent.parent / OUTBOX)
    paths = [folder / f"{copy.copy}.eml" for copy in release.copies]

    def files() -> Iterator[tuple[Path, bytes]]:
        copies = watch(release.copies, len(paths), "mail")
        for path, copy in zip(paths, copies, strict=True):
            values = _values(people[copy.copy], title)
            yield path, parsed.fill(values, name=copy.path.name, copy=copy.path.read_bytes())

    write_all_private(files())
    return paths


def check(vault: Vault, messages: Iterable[Sent]) -> Delivery:
    """Compare messages with the registry.

    Args:
        vault: The open vault.
        messages: What is in the outbox.
    """
    copies = Carried(vault)
    found = tuple(_checked(message, copies) for message in messages)
    carried = {each.copy for each in found if each.copy}
    issues = {copy[:8] for copy in carried}
    missing = {copy for copy, _ in copies.known.values() if copy[:8] in issues} - carried
    return Delivery(found, tuple(sorted(missing)))


def record_sent(vault: Vault, delivery: Delivery, *, now: int) -> Delivery:
    """Record that these messages were sent; what is recorded already is not repeated.

    Args:
        vault: The open vault.
        delivery: What `check` found, and it was all right.
        now: Seconds since 1970.

    Raises:
        UsageError: A message has no Message-ID, so it did not leave yet.
    """
    before = sent(vault)
    fresh: defaultdict[str, list[Json]] = defaultdict(list)
    for each in delivery.messages:
        if not each.message_id or len(each.message_id) > _LONGEST_ID:
            raise UsageError(
                f"{each.where!r} has no message-id: it was not sent yet",
                hint="check the folder of sent messages",
            )
        if each.copy and each.message_id not in before.get(each.copy, ()):
            fresh[each.copy].append(each.message_id)
    if not fresh:
        return delivery
    copies: list[Json] = [*sorted(fresh)]
    blobs = {"messages": canonical({copy: fresh[copy] for copy in sorted(fresh)})}
    added = vault.append("delivery", {"copies": copies}, now=now, blobs=blobs)
    return Delivery(delivery.messages, delivery.missing, (added.index,))


def sent(vault: Vault) -> dict[str, tuple[str, ...]]:
    """Return the Message-IDs that copies were sent under, by copy."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry in vault.entries("delivery"):
        for copy, ids in json.loads(vault.open_blob(entry, "messages")).items():
            found[copy] += ids
    return {copy: tuple(ids) for copy, ids in found.items()}


def evidenced(vault: Vault, issue: str) -> dict[str, str]:
    """Return which of "sent" and "acknowledged" the registry holds of an issue's copies."""
    state: dict[str, str] = {}
    for kind, word in (("delivery", "sent"), ("receipt", "acknowledged")):
        for entry in vault.entries(kind, f'"{issue[:8]}-'):
            named = [*list_of(entry.payload, "copies"), entry.payload.get("copy")]
            state |= {str(copy): word for copy in named if str(copy).startswith(issue[:8])}
    return state


def acknowledge(vault: Vault, copy: str, *, now: int) -> int:
    """Record that a recipient says to have a copy; returns the entry's index.

    Args:
        vault: The open vault.
        copy: Its id.
        now: Seconds since 1970.

    Raises:
        UsageError: No such copy.
    """
    find_copy(vault, copy)
    return vault.append("receipt", {"copy": copy}, now=now).index


def _checked(message: Sent, copies: Carried) -> Checked:
    looked_up = [copies.find(name, raw) for name, raw in message.files]
    carried = [found for found in looked_up if found]
    names = sorted({copy for copy, _ in carried})
    copy = names[0] if len(names) == 1 else None
    return Checked(message.where, message.message_id, copy, _problem(message, carried, names))


def _problem(message: Sent, carried: list[tuple[str, Recipient]], names: list[str]) -> str | None:
    if not names:
        return "carries no registered copy"
    if len(names) > 1:
        return f"carries {len(names)} copies, one expected"
    address = _address(carried[0][1])
    if address is None:
        return f"copy {names[0]} has no address to compare with: the recipients file gave none"
    if address not in message.to:
        return f"carries copy {names[0]}, which is somebody else's"
    if len(message.to) > 1:
        return f"goes to {len(message.to)} addresses, copy {names[0]} is for one of them"
    return None


def _person(vault: Vault, issued: Issued, copy: str) -> Recipient:
    return recipient_of(vault, issued, parse_copy_id(copy)[1]).recipient


def _values(person: Recipient, title: str) -> dict[str, str]:
    return {**dict(person.fields), "id": person.id, "title": title}


def _address(person: Recipient) -> str | None:
    """Return the address of a recipient, folded: of a column that is called so, or the id."""
    for name, value in person.fields:
        if name.strip().casefold() in ADDRESSES and "@" in value:
            return fold_address(value)
    return fold_address(person.id) if "@" in person.id else None
