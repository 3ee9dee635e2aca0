"""canary.files.archive: one plain zip file, or a refusal."""

import io
import struct
import time
import zipfile

import pytest

from canary.errors import InputError
from canary.files import archive as archives
from canary.files.archive import Archive
from tests.files.packages import archive

MEMBERS = [("a.xml", b"<a/>" * 50), ("b/", b""), ("b/c.bin", bytes(range(256)))]


def streamed():
    """A zip whose sizes stand after the data, as a program writes that can't go back."""

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

        def seek(self, *_):
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in MEMBERS:
            zipped.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("raw", [archive(MEMBERS), archive(MEMBERS, comment=b"PK!"), streamed()])
def test_a_member_is_replaced_and_every_other_byte_stays(raw):
    opened = Archive.of(raw, what="a.zip")
    assert {name: opened.read(name) for name in opened.members} == dict(MEMBERS)
    new = opened.replaced({"b/c.bin": b"shorter"})
    again = Archive.of(new, what="a.zip")
    assert opened.changed(again, {"b/c.bin": b""}) == {"b/c.bin": b"shorter"}
    first = opened.members["b/c.bin"].start
    assert new[:first] == raw[:first]
    with zipfile.ZipFile(io.BytesIO(new)) as zipped:
        assert zipped.testzip() is None
        assert zipped.read("b/c.bin") == b"shorter"
        assert zipped.read("a.xml") == MEMBERS[0][1]
    assert opened.replaced({}) == raw


def damaged(raw, at, new):
    return raw[:at] + new + raw[at + len(new) :]


RAW = archive(MEMBERS)
CENTRAL = RAW.index(b"PK\x01\x02")
END = RAW.index(b"PK\x05\x06")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no zip file"),
        (RAW[:-30], "no zip file"),
        (RAW[:20] + RAW[40:], "damaged"),
        (b"%PDF-1.4" + RAW, "no zip file"),
        (RAW + b"%PDF-1.4", "damaged"),
        (archive([("z", b"")]) + RAW, "damaged"),
        (damaged(RAW, END + 4, b"\1"), "damaged"),
        (damaged(RAW, END + 10, struct.pack("<H", 2)), "damaged"),
        (damaged(RAW, CENTRAL, b"XX"), "damaged"),
        (damaged(RAW, CENTRAL + 42, struct.pack("<L", 3)), "damaged"),
        (damaged(RAW, CENTRAL + 20, struct.pack("<L", 9999)), "damaged"),
        (damaged(RAW, 30, b"x"), "damaged"),
        (damaged(damaged(RAW, CENTRAL + 8, b"\1"), 6, b"\1"), "encrypted"),
        (damaged(damaged(RAW, CENTRAL + 10, b"\14"), 8, b"\14"), "method 12"),
        (archive([("a", b""), ("../b", b"")]), "leads elsewhere"),
        (archive([("/a", b"")]), "leads elsewhere"),
        (archive([("C:a", b"")]), "leads elsewhere"),
        (archive([("a\\b", b"")]), "leads elsewhere"),
        (archive([("a", b""), ("A", b"")]), "twice"),
        (archive([(f"{n}", b"") for n in range(1001)]), "1001 files"),
    ],
)
def test_anything_but_one_plain_zip_file_is_refused(raw, message):
    with pytest.raises(InputError, match=message):
        Archive.of(raw, what="a.zip")


def test_a_bomb_is_refused_by_what_it_says_or_by_what_it_is(monkeypatch):
    began = time.process_time()
    bomb = archive([("a", b""), ("b", b"\0" * (archives.UNPACKED + 1))])
    made = time.process_time() - began
    with pytest.raises(InputError, match="unpacks to 67,108,865 bytes"):
        Archive.of(bomb, what="a.zip")
    central = bomb.rindex(b"PK\x01\x02")
    local = bomb.index(b"PK\x03\x04", 10)
    lying = damaged(
        damaged(bomb, central + 24, struct.pack("<L", 9)), local + 22, struct.pack("<L", 9)
    )
    with pytest.raises(InputError, match="damaged in its part 'b'"):
        Archive.of(lying, what="a.zip").read("b")
    assert time.process_time() - began - made < 1


@pytest.mark.parametrize("at", [0, 5])
def test_damaged_contents_are_refused(at):
    member = Archive.of(RAW, what="a.zip").members["b/c.bin"]
    raw = damaged(RAW, member.data + at, b"\xff")
    with pytest.raises(InputError, match="damaged in its part"):
        Archive.of(raw, what="a.zip").read("b/c.bin")


def test_a_missing_part_is_named():
    with pytest.raises(InputError, match="lacks its part 'x'"):
        Archive.of(RAW, what="a.zip").read("x")


def test_a_name_in_no_encoding_is_refused():
    raw = archive([("é", b"")]).replace("é".encode(), b"\xff\xff")
    with pytest.raises(InputError, match="damaged"):
        Archive.of(raw, what="a.zip")
