"""Recipients as bytes: the row that is committed to, and when two ids are the same."""

from __future__ import annotations

import unicodedata

from canary.encoding import Json, canonical, parse_canonical
from canary.errors import InputError
from canary.model import Recipient


def fold_id(recipient_id: str) -> str:
    """Return what two spellings of one id have in common: NFKC, trimmed, casefolded.

    Example:
        >>> fold_id(" Ｕser-７ ") == fold_id("USER-7")
        True
    """
    folded = unicodedata.normalize("NFKC", recipient_id).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def recipient_json(recipient: Recipient) -> dict[str, Json]:
    """Return the object that stands for a recipient in canonical JSON."""
    return {"fields": [[name, value] for name, value in recipient.fields], "id": recipient.id}


def encode_recipient(recipient: Recipient) -> bytes:
    """Return rid: the canonical JSON of the whole row.

    Raises:
        InputError: The id is empty under `fold_id`, or text cannot be encoded.
    """
    raw = canonical(recipient_json(recipient))
    _check(recipient)
    return raw


def parse_recipient(value: Json) -> Recipient:
    """Read what `recipient_json` returned.

    Raises:
        InputError: Another shape.
    """
    match value:
        case {"fields": list(fields), "id": str(recipient_id), **rest} if not rest:
            recipient = Recipient(recipient_id, tuple(_field(field) for field in fields))
        case _:
            raise InputError("not a recipient")
    _check(recipient)
    return recipient


def decode_recipient(raw: bytes) -> Recipient:
    """Read rid.

    Raises:
        InputError: Not what `encode_recipient` would have written.
    """
    return parse_recipient(parse_canonical(raw, what="recipient"))


def _field(value: Json) -> tuple[str, str]:
    match value:
        case [str(name), str(text)]:
            return name, text
    raise InputError("not a field of a recipient")


def _check(recipient: Recipient) -> None:
    if not fold_id(recipient.id):
        raise InputError(f"recipient id {recipient.id!r} is empty")
    for text in (recipient.id, *(part for pair in recipient.fields for part in pair)):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InputError(f"recipient {recipient.id!r} holds half a character") from None
