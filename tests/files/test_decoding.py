"""canary.files.decoding: the same bytes back, or a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.errors import InputError
from canary.files.decoding import Encoding, decode

PROSE = "The café’s owner wrote: we agree, and we thank you.\n"


@pytest.mark.parametrize(
    ("raw", "codec"),
    [
        (PROSE.encode(), "utf-8"),
        (PROSE.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + PROSE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + PROSE.encode("utf-16-be"), "utf-16-be"),
        (PROSE.encode("utf-16-le"), "utf-16-le"),
        (PROSE.encode("utf-16-be"), "utf-16-be"),
        (PROSE.encode("cp1252"), "cp1252"),
    ],
    ids=[
        "utf-8",
        "utf-8 mark",
        "utf-16-le mark",
        "utf-16-be mark",
        "utf-16-le",
        "utf-16-be",
        "cp1252",
    ],
)
def test_every_supported_encoding_gives_its_text_and_its_bytes_back(raw, codec):
    content, encoding = decode(raw, what="memo.txt")
    assert (content, encoding.codec) == (PROSE, codec)
    assert encoding.encode(content) == raw


@given(st.binary(max_size=200))
def test_whatever_is_accepted_encodes_to_the_same_bytes(raw):
    try:
        content, encoding = decode(raw, what="memo.txt")
    except InputError:
        return
    assert encoding.encode(content) == raw


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04\x14\x00", "binary"),
        (b"text with a \x00 in it", "binary"),
        (b"a bell \x07", "binary"),
        (b"\xff\xfea\x00b", "not readable as utf-16-le"),
        (b"\xff\xfe\x00\xd8", "not readable as utf-16-le"),
        (b"\x81 is undefined in windows-1252", "not readable as cp1252"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "binary"),
    ],
)
def test_what_is_not_text_is_refused(raw, complaint):
    with pytest.raises(InputError, match=complaint):
        decode(raw, what="memo.txt")


def test_an_encoding_knows_what_it_cannot_write():
    assert Encoding("cp1252").holds("café\u00a0")
    assert not Encoding("cp1252").holds("\u202f")
