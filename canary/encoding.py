"""The one way Canary turns values into bytes that get hashed or signed, and back.

Canonical JSON is the subset of RFC 8785 without floats: objects, arrays, strings, integers of
at most 53 bits, booleans and null; keys sorted by code point; no spaces; non-ASCII escaped.
Every parser here accepts only what the printer writes: `parse(print(x)) == x` and
`print(parse(t)) == t`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from typing import NoReturn, TypeAlias

from canary.errors import InputError

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_INTEGER_LIMIT = 2**53


def canonical(value: object) -> bytes:
    r"""Return the canonical JSON of `value` (ASCII).

    Raises:
        ValueError: `value` holds a float, or an integer JavaScript would round.

    Example:
        >>> canonical({"b": 1, "a": "ä"})
        b'{"a":"\\u00e4","b":1}'
    """
    _check(value)
    return _PRINTER.encode(value).encode()


def parse_canonical(raw: bytes, *, what: str) -> Json:
    """Parse canonical JSON, refusing every spelling but the canonical one.

    Raises:
        InputError: `raw` is not what `canonical` would have written.
    """
    try:
        value: Json = _PARSER.decode(raw.decode("ascii"))
        again = canonical(value)
    except (ValueError, RecursionError):
        raise InputError(f"{what} is not canonical json") from None
    if again != raw:
        raise InputError(f"{what} is not canonical json")
    return value


def encode_base64(raw: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(raw).decode()


def decode_base64(text: str, *, what: str) -> bytes:
    """Decode standard base64, refusing every spelling but the canonical one.

    Raises:
        InputError: `text` is not what `encode_base64` would have written.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(f"{what} is not base64: {text[:40]!r}") from None
    if encode_base64(raw) != text:
        raise InputError(f"{what} is not canonical base64: {text[:40]!r}")
    return raw


def decode_hex(text: str, *, what: str, length: int | None = None) -> bytes:
    """Decode lower-case hex, of `length` bytes where given.

    Raises:
        InputError: Upper case, odd, another length, or not hex.
    """
    if not _HEX.fullmatch(text) or (length is not None and len(text) != 2 * length):
        raise InputError(f"{what} is not lower-case hex: {text[:40]!r}")
    return bytes.fromhex(text)


def _check(value: object) -> None:
    """Refuse what canonical JSON cannot hold."""
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) >= _INTEGER_LIMIT:
                raise ValueError(f"integer beyond 53 bits: {value}")
        case list() | tuple():
            _check_all(value)
        case dict():
            for key in value:
                if not isinstance(key, str):
                    raise ValueError(f"key is not a string: {key!r}")  # noqa: TRY004
            _check_all(value.values())
        case _:
            raise ValueError(f"not json without floats: {value!r}")


def _check_all(values: Iterable[object]) -> None:
    for value in values:
        if type(value) is not str:  # most are
            _check(value)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


_PRINTER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_PARSER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
