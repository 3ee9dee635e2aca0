"""Messages that carry copies: made from a template, and read back from wherever they went.

A template is a mail as text: headers, an empty line, a body. `{column}` stands for what the
recipients file says; `{title}` for the document's title. The copy is attached; or it stands in the
body where a line of the template says `{copy}`, as a part of its own: its bytes stay what they are.
"""

from __future__ import annotations

import mailbox
import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path

from canary.errors import InputError, UsageError
from canary.files.decoding import decode
from canary.files.documents import read_bytes
from canary.files.mail import carried
from canary.model import Recipient

OUTBOX = "outbox"
COPY = "{copy}"
_INSIDE = {"": "plain", ".txt": "plain", ".text": "plain", ".md": "plain", ".markdown": "plain"}
_INSIDE |= {".html": "html", ".htm": "html"}
_BOX = b"From "  # how an mbox begins, which may be larger than any one file that is read
_FIELD = re.compile(r"\{([^{}\n]{1,100})\}")
_HEADERS = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")
_REFUSED = frozenset({"content-type", "content-transfer-encoding", "mime-version", "message-id"})
_FOLDERS = ("cur", "new")


@dataclass(frozen=True, slots=True)
class Template:
    """A mail with places to fill in."""

    headers: tuple[tuple[str, str], ...]
    body: str

    def fill(self, values: Mapping[str, str], *, name: str, copy: bytes) -> bytes:
        """Return the message for one recipient.

        Args:
            values: What stands at each place.
            name: File name of the attachment.
            copy: Its bytes.

        Raises:
            UsageError: A header that can't be written.
        """
        message = EmailMessage(policy=policy.SMTP)
        before, line, after = self._around()
        try:
            for header, text in self.headers:
                message[header] = " ".join(_filled(text, values).split())
            message.set_content(_filled(before, values))
            if line:
                _put_inside(message, name, copy)
            else:
                _attach(message, name, copy)
            if after.strip():
                message.add_attachment(_filled(after, values), disposition="inline")
            return message.as_bytes()
        except (ValueError, IndexError, MessageError, UnicodeError) as error:
            raise UsageError(f"the message can't be written: {str(error)[:100]!r}") from None

    def require(self, name: str) -> None:
        """Refuse a document that can't stand in the body, if that is where it is to go.

        Args:
            name: Its file name.

        Raises:
            UsageError: It would have to be attached.
        """
        if self._around()[1] and Path(name).suffix.lower() not in _INSIDE:
            raise UsageError(
                f"{name!r} can't stand in the body of a message",
                hint=f"take the line {COPY} out of the template: the copy is then attached",
            )

    def _around(self) -> tuple[str, str, str]:
        """Return the body before the copy, the line that stands for it or "", the body after."""
        lines = self.body.split("\n")
        if COPY not in lines:
            return self.body, "", ""
        at = lines.index(COPY)
        return "\n".join(lines[:at]), COPY, "\n".join(lines[at + 1 :])


@dataclass(frozen=True, slots=True)
class Sent:
    """A message found in an outbox.

    Attributes:
        where: File, and number in an mbox.
        message_id: Its Message-ID, "" without one.
        to: Every address it goes to, folded.
        files: Name and bytes of every part of it.
    """

    where: str
    message_id: str
    to: frozenset[str]
    files: tuple[tuple[str, bytes], ...]


def parse_template(text: str, columns: frozenset[str], *, what: str) -> Template:
    """Read a template.

    Args:
        text: Its text.
        columns: What may be filled in.
        what: Its name, for messages.

    Raises:
        UsageError: No `To`, a header that is ours to write, or a place for no column.
    """
    text = text.replace("\r\n", "\n")
    head, _, body = text.partition("\n\n")
    headers = []
    for line in head.split("\n"):
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[!-9;-~]+", name):
            raise UsageError(
                f"{what!r}: not a header: {line[:60]!r}", hint="write it as To: {email}"
            )
        if name.lower() in _REFUSED:
            raise UsageError(f"{what!r}: header {name!r} is written by canary")
        headers.append((name, value.strip()))
    if "to" not in {name.lower() for name, _ in headers}:
        raise UsageError(f"{what!r} has no header To", hint="write it as To: {email}")
    for place in _FIELD.findall("\n".join(line for line in text.split("\n") if line != COPY)):
        if place not in columns:
            known = ", ".join(sorted(columns))
            raise UsageError(
                f"{what!r}: nothing to put at {{{place}}}", hint=f"columns are {known}"
            )
    return Template(tuple(headers), body)


def places(recipients: Iterable[Recipient]) -> frozenset[str]:
    """Return what can be filled in for every one of these recipients."""
    each = [frozenset(name for name, _ in recipient.fields) for recipient in recipients]
    return frozenset.intersection(*each) | {"id", "title"} if each else frozenset()


def read_messages(path: Path) -> Iterator[Sent]:
    """Yield the messages of a file (eml or mbox), a folder of them, or a Maildir.

    Raises:
        InputError: Not readable, or no message.
        UsageError: There is no such path.
    """
    if not path.exists():
        raise UsageError(f"{str(path)!r} is not there")
    for file in _files(path):
        with file.open("rb") as opened:
            start = opened.read(len(_BOX))
        if start == _BOX:
            yield from _mbox(file)
        else:
            yield _message(read_bytes(file), str(file))


def _attach(message: EmailMessage, name: str, copy: bytes) -> None:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    main, sub = ("application", "octet-stream") if "/" not in kind else kind.split("/", 1)
    message.add_attachment(copy, maintype=main, subtype=sub, filename=name)


def _put_inside(message: EmailMessage, name: str, copy: bytes) -> None:
    charset = decode(copy, what=name)[1].codec
    message.add_attachment(
        copy,
        maintype="text",
        subtype=_INSIDE[Path(name).suffix.lower()],
        disposition="inline",
        params={"charset": charset},
    )


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    places = [path / name for name in _FOLDERS if (path / name).is_dir()] or [path]
    return sorted(file for place in places for file in place.iterdir() if file.is_file())


def _mbox(path: Path) -> Iterator[Sent]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.keys(), 1):
            yield _message(box.get_bytes(key), f"{path} message {number}")
    finally:
        box.close()


def _message(raw: bytes, where: str) -> Sent:
    head = BytesParser(policy=policy.compat32).parsebytes(raw, headersonly=True)
    if not head.keys():
        raise InputError(f"{where!r} is no message")
    fields = [str(value) for name in _HEADERS for value in head.get_all(name, [])]
    to = frozenset(fold_address(address) for _, address in getaddresses(fields) if address)
    return Sent(where, str(head.get("Message-ID", "")).strip(), to, tuple(carried(raw)))


def fold_address(address: str) -> str:
    """Return an address as it is compared: without white space around it, in one case."""
    return address.strip().casefold()


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda match: values[match[1]], text)
