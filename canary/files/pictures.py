"""How large a picture is, by its first bytes: nothing is decoded before this is known.

Source: W3C PNG (third edition) 11.2.1; ITU-T T.81 B.2.2 (JPEG frames); RFC 9649 (WebP).
"""

from __future__ import annotations

import struct

from canary.errors import InputError

PIXELS = 50_000_000
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SEGMENTS = 1000


def require_size(raw: bytes, *, what: str) -> None:
    """Refuse a picture of another kind than PNG, JPEG and WebP, or of too many pixels.

    Raises:
        InputError: It is.
    """
    size = _png(raw) or _jpeg(raw) or _webp(raw)
    if size is None:
        raise InputError(f"{what!r} is no png, jpeg or webp picture, as its ending says")
    width, height = size
    if not 0 < width * height <= PIXELS:
        raise InputError(
            f"{what!r} has {width} × {height} pixels, at most {PIXELS:,} are read",
            hint="save it at 300 pixels an inch",
        )


def _png(raw: bytes) -> tuple[int, int] | None:
    if not raw.startswith(b"\x89PNG\r\n\x1a\n") or raw[12:16] != b"IHDR" or len(raw) < 24:
        return None
    width, height = struct.unpack_from(">2L", raw, 16)
    return width, height


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    at = 2 if raw.startswith(b"\xff\xd8") else len(raw)
    for _ in range(_SEGMENTS):
        if at + 9 > len(raw) or raw[at] != 0xFF:
            return None
        if raw[at + 1] in _FRAMES:
            height, width = struct.unpack_from(">2H", raw, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", raw, at + 2)[0]
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    if not (raw.startswith(b"RIFF") and raw[8:12] == b"WEBP") or len(raw) < 30:
        return None
    if raw[12:16] == b"VP8X":
        return (
            1 + int.from_bytes(raw[24:27], "little"),
            1 + int.from_bytes(raw[27:30], "little"),
        )
    if raw[12:16] == b"VP8L":
        bits = int.from_bytes(raw[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<2H", raw, 26)
    return width & 0x3FFF, height & 0x3FFF
