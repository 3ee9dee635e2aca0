"""What each type of entry says: exactly these keys, exactly these types (docs/formats.md).

A key ending in "?" may be absent. Every payload carries the claimed time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from canary.encoding import Json, decode_hex
from canary.errors import CanaryError, VerificationError
from canary.log.note import Verifier

Payload: TypeAlias = dict[str, Json]
Check: TypeAlias = Callable[[Json], bool]

_COPY = re.compile(r"[0-9a-f]{8}-([0-9]{4}|[1-9][0-9]{4,9})")
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-][0-9]{2,3})?")
_EPOCH = re.compile(r"[1-9][0-9]{0,8}")
_KIND = re.compile(r"[a-z][a-z-]{0,31}")
_MAX_TEXT: Final = 4096


def _is_text(value: Json) -> bool:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        return False
    return all(c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff" for c in value)


def _is_int(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hex(length: int) -> Check:
    def check(value: Json) -> bool:
        return isinstance(value, str) and _accepts(decode_hex, value, what="", length=length)

    return check


def _matches(pattern: re.Pattern[str]) -> Check:
    def check(value: Json) -> bool:
        return isinstance(value, str) and pattern.fullmatch(value) is not None

    return check


def _one_of(*values: Json) -> Check:
    def check(value: Json) -> bool:
        return any(value == v and type(value) is type(v) for v in values)

    return check


def _list_of(item: Check) -> Check:
    def check(value: Json) -> bool:
        return isinstance(value, list) and all(map(item, value))

    return check


def _map_of(key: Check, item: Check) -> Check:
    def check(value: Json) -> bool:
        return isinstance(value, dict) and all(key(k) and item(v) for k, v in value.items())

    return check


def _is_vkey(value: Json) -> bool:
    return isinstance(value, str) and _accepts(Verifier.parse, value)


def _is_wrap(value: Json) -> bool:
    """Whether an epoch and a vkey are named, as in `wraps`."""
    if not isinstance(value, str):
        return False
    epoch, _, vkey = value.partition(" ")
    return _EPOCH.fullmatch(epoch) is not None and _is_vkey(vkey)


def _is_officer(value: Json) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"vkey", "x25519"}
        and _is_vkey(value["vkey"])
        and _HEX32(value["x25519"])
    )


def _are_officers(value: Json) -> bool:
    return value != [] and _list_of(_is_officer)(value)


def _accepts(parse: Callable[..., object], *args: object, **options: object) -> bool:
    try:
        parse(*args, **options)
    except CanaryError:
        return False
    return True


_HEX16: Final = _is_hex(16)
_HEX32: Final = _is_hex(32)
_COPIES: Final = _list_of(_matches(_COPY))
_BLOBS: Final = _map_of(_matches(_KIND), _HEX32)
_WRAPS: Final = _map_of(_is_wrap, _HEX32)

SCHEMAS: Final[Mapping[str, Mapping[str, Check]]] = {
    "genesis": {
        "because": _is_text,
        "c_rms": _HEX32,
        "epoch": _one_of(1),
        "notice": _one_of("given", "not-given"),
        "officers": _are_officers,
        "schema": _is_int,
        "wraps": _WRAPS,
    },
    "roster": {"blobs?": _BLOBS, "officers": _are_officers, "wraps": _WRAPS},
    "keyepoch": {"c_rms": _HEX32, "epoch": _is_int, "wraps": _WRAPS},
    "recipients": {"blobs": _BLOBS, "n": _is_int},
    "issue": {
        "algorithm": _one_of("canary.codes/v1"),
        "blobs": _BLOBS,
        "c_key": _HEX32,
        "c_plan": _HEX32,
        "c_source": _HEX32,
        "dek?": _HEX32,
        "epoch": _is_int,
        "extends?": _HEX16,
        "issue": _HEX16,
        "lineage?": _COPIES,
        "n": _is_int,
        "prints?": _HEX32,
        "program": _is_text,
        "revises?": _HEX16,
        "root": _HEX32,
        "salt": _is_int,
        "wordlists": _HEX32,
    },
    "house": {"blobs": _BLOBS, "n": _is_int},
    "release": {"blobs?": _BLOBS, "issue": _HEX16, "n": _is_int},
    "delivery": {"blobs": _BLOBS, "copies": _COPIES},
    "holder": {"blobs": _BLOBS, "copy": _matches(_COPY)},
    "purge": {"issue": _HEX16, "n": _is_int},
    "receipt": {"blobs?": _BLOBS, "copy": _matches(_COPY)},
    "decode": {
        "alpha": _matches(_DECIMAL),
        "blobs": _BLOBS,
        "case": _HEX16,
        "copies": _COPIES,
        "family": _is_int,
        "issues": _list_of(_HEX16),
        "leak": _HEX32,
        "observed": _is_int,
        "program": _is_text,
        "run": _is_int,
        "said?": _HEX32,
        "share": _matches(_DECIMAL),
        "verdict": _is_text,
    },
    "attribute": {"blobs?": _BLOBS, "case": _HEX16, "copies": _COPIES, "decode": _is_int},
    "reveal": {"blobs": _BLOBS, "case?": _HEX16, "copies": _COPIES},
    "export": {"blobs?": _BLOBS, "issue?": _HEX16, "what": _is_text},
    "regenerate": {"blobs": _BLOBS, "copies": _COPIES},
    "revoke": {"blobs?": _BLOBS, "vkey": _is_vkey},
    "erase": {"blobs?": _BLOBS, "issue": _HEX16},
    "expire": {"cases": _list_of(_HEX16)},
    "anchor": {"digest": _HEX32, "kind": _is_text, "size": _is_int},
    "restore": {"size": _is_int},
    "migrate": {"from": _is_int, "to": _is_int},
}


def payload_fault(kind: str, payload: Payload) -> str | None:
    """Return what is wrong with a payload of type `kind`, or None.

    Example:
        >>> payload_fault("release", {"issue": "00" * 16, "n": 3, "time": 1})
        >>> payload_fault("release", {"issue": "00" * 16, "n": -3, "time": 1})
        "release: 'n' has a wrong value: -3"
    """
    schema = SCHEMAS.get(kind)
    if schema is None:
        return f"unknown type {kind!r}"
    checks = {"time": _is_int, **{key.removesuffix("?"): check for key, check in schema.items()}}
    required = {"time", *(key for key in schema if not key.endswith("?"))}
    if missing := sorted(required - payload.keys()):
        return f"{kind}: {missing[0]!r} is missing"
    for key, value in payload.items():
        if key not in checks:
            return f"{kind}: unexpected key {key!r}"
        if not checks[key](value):
            return f"{kind}: {key!r} has a wrong value: {str(value)[:80]}"
    return None


def text_of(payload: Payload, key: str) -> str:
    """Return a string that the schema promises.

    Raises:
        VerificationError: Absent or of another type.
    """
    value = payload.get(key)
    if not isinstance(value, str):
        raise VerificationError(f"{key!r} is not a string: {value!r}")
    return value


def int_of(payload: Payload, key: str) -> int:
    """Return an integer that the schema promises.

    Raises:
        VerificationError: Absent or of another type.
    """
    value = payload.get(key)
    if not isinstance(value, int):
        raise VerificationError(f"{key!r} is not an integer: {value!r}")
    return value


def map_of(payload: Payload, key: str) -> dict[str, str]:
    """Return an object of strings, such as `blobs`; empty where absent."""
    value = payload.get(key)
    return {k: str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def list_of(payload: Payload, key: str) -> list[Json]:
    """Return an array, such as `officers`; empty where absent."""
    value = payload.get(key)
    return value if isinstance(value, list) else []
