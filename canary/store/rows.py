"""Rows of the registry as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A copy to record: three commitments of 32 bytes, and its sealed opening."""

    c_rcpt: bytes
    c_word: bytes
    c_file: bytes
    enc: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """A recorded copy; `index` is its leaf in the issue's tree."""

    index: int
    c_rcpt: bytes
    c_word: bytes
    c_file: bytes
    c_enc: bytes
    enc: bytes
