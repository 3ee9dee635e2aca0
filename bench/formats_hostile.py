"""Hostile files given to plan, issue and decode: how they are answered, in what time and memory.

    python bench/formats_hostile.py [NAME …]

Bombs, document types, nesting, giant pictures, names that lead elsewhere, broken archives, files of
two kinds; each made here. Every command is a process of its own, child processes counted. Prints a
row a file: the exit codes, and the worst of the three in processor seconds, wall seconds and peak
MB, by GNU time. The exit code says whether all were refused (3) in an error of one line within 2 s
of processor time and 300 MB. Files that only look hostile may be answered otherwise, as long as it
takes to plan them.
"""

import io
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.files.packages import MAIN, archive, docx, paragraph, part, run

ROOT = Path(__file__).parents[1]
SECONDS, MEGABYTES = 2, 300
DEEP = 100_000
WORDS = "The members of the board said that the north basin was closed. "
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
TEXT = "application/vnd.oasis.opendocument.text"
GOOD = docx(paragraph(run(WORDS)))


def word(body, *, name="word/document.xml", types=TYPES):
    """Return a package with a main part of any bytes."""
    return archive([("[Content_Types].xml", types), (name, body)])


def opendocument(content):
    """Return an OpenDocument text of any content."""
    return archive([("mimetype", TEXT), ("content.xml", content)])


def lying(raw, name, size):
    """Return an archive whose headers tell another unpacked size of a member."""
    info = zipfile.ZipFile(io.BytesIO(raw)).getinfo(name)
    old, new = (struct.pack("<L", each) for each in (info.file_size, size))
    sizes = struct.pack("<2L", info.CRC, info.compress_size)
    return raw.replace(sizes + old, sizes + new)


def overlapping():
    """Return an archive, 500 entries of which are one and the same megabyte."""
    raw = bytearray(archive([("a.xml", b" " * 2**20)]))
    at = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    entry = bytes(raw[at:end])
    entries = b"".join(entry.replace(b"a.xml", b"%05d" % n) if n else entry for n in range(500))
    tail = bytearray(raw[end:])
    struct.pack_into("<2H2L", tail, 8, 500, 500, len(entries), at)
    return bytes(raw[:at]) + entries + bytes(tail)


def renamed(old, new):
    """Return a Word document with a member's name of the same length replaced."""
    assert len(old) == len(new)
    return GOOD.replace(old.encode(), new.encode())


def png(width, height, data=b""):
    """Return a picture that tells a size and holds what it likes."""

    def chunk(kind, body):
        crc = struct.pack(">L", zlib.crc32(kind + body))
        return struct.pack(">L", len(body)) + kind + body + crc

    head = struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(data, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def pdf(*objects):
    """Return a PDF of numbered objects, the first of which is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def unpacking():
    """Return a PDF, the page of which unpacks to a gigabyte."""
    pack = zlib.compressobj(9)
    packed = b"".join(pack.compress(b"0 0 m " * 2**20) for _ in range(170)) + pack.flush()
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream,
    )


def multiparts(number, *, nested):
    """Return a mail of many parts, each inside the one before or beside it."""
    head = b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    if nested:
        return head + b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
            for n in range(number)
        )
    body = b"--b\r\nContent-Type: text/plain\r\n\r\n" + WORDS.encode() + b"\r\n"
    return head + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + body * number + b"--b--"


def nested(tag, number=DEEP, inner=""):
    """Return elements inside one another."""
    return f"<{tag}>" * number + inner + f"</{tag}>" * number


def files():
    """Yield names, bytes, and whether a file may be answered otherwise than by a refusal."""
    spaces = b" " * (23 * 2**20)
    yield "bomb_told.docx", archive([("[Content_Types].xml", TYPES), ("a", bytes(2**26))]), False
    yield "bomb_untold.docx", lying(word(bytes(2**26)), "word/document.xml", 9), False
    yield "bomb_part.docx", word(bytes(25 * 2**20)), False
    yield "bomb_spaces.docx", docx(paragraph(run(spaces.decode()))), False
    yield "bomb_words.docx", docx(paragraph(run(WORDS * 360_000))), False
    yield "bomb_elements.docx", docx("<w:p/>" * 399_000), False
    yield "bomb_overlapping.docx", overlapping(), False
    yield "bomb_members.docx", archive([(f"{n}.xml", b"") for n in range(1001)]), False
    yield (
        "bomb_nested.docx",
        archive([("a", b""), ("b.zip", archive([("c", bytes(2**26))]))]),
        False,
    )
    yield "laughs_types.docx", word(part(""), types=LAUGHS + "<w>&a9;</w>"), False
    yield "laughs_main.docx", word(f"{LAUGHS}<w>&a9;</w>"), False
    yield (
        "entity_file.docx",
        word('<!DOCTYPE w [<!ENTITY a SYSTEM "/etc/passwd">]><w>&a;</w>'),
        False,
    )
    yield "deep.docx", docx(nested("w:p")), False
    yield "deep_tables.docx", docx(nested("w:tbl", inner=paragraph(run(WORDS)))), False
    yield (
        "attributes.docx",
        docx("<w:p " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>"),
        False,
    )
    yield "path_up.docx", renamed("word/media/image1.png", "../../../tmp/evil.png"), False
    yield "path_root.docx", renamed("word/media/image1.png", "/etc/cron.d/evil12345"), False
    yield "path_drive.docx", renamed("word/media/image1.png", "C:\\windows\\evil12.png"), False
    yield (
        "twice.docx",
        archive(
            [
                ("[Content_Types].xml", TYPES),
                ("word/document.xml", part("")),
                ("Word/Document.xml", b""),
            ]
        ),
        False,
    )
    yield "truncated.docx", GOOD[: len(GOOD) // 2], False
    yield "no_directory.docx", GOOD[: GOOD.index(b"PK\x01\x02")], False
    yield "bad_crc.docx", GOOD.replace(GOOD[GOOD.index(b"PK\x01\x02") + 16 :][:4], b"abcd"), False
    yield "bytes_before.docx", b"MZ" + GOOD, False
    yield "bytes_after.docx", GOOD + b"%PDF-1.7", False
    yield "pdf_and_zip.docx", b"%PDF-1.7\n" + GOOD, False
    yield "page_as.docx", b"<html><p>" + WORDS.encode(), False
    yield "old_word.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096), False
    yield "bomb.odt", opendocument(bytes(2**26)), False
    yield "laughs.odt", opendocument(f"{LAUGHS}<w>&a9;</w>"), False
    yield "deep.odt", opendocument(nested("a")), False
    yield "spaces.odt", opendocument(_spaces()), False
    yield "word_as.odt", GOOD, False
    yield "deep.html", nested("div", inner=WORDS).encode(), True
    yield "deep_open.html", ("<b>" * DEEP + WORDS).encode(), True
    yield "tags.html", b"<p>x" * 2_000_000, False
    yield "angles.html", b"<" * (8 * 2**20 - 1), False
    yield "entities.html", (LAUGHS + "<p>&a9;").encode(), True
    yield "attribute.html", b"<p " + b"a=1 " * 2_000_000 + b">" + WORDS.encode(), True
    yield "large.html", b"<p>" + WORDS.encode() * 140_000, False
    yield "deep.eml", multiparts(DEEP, nested=True), False
    yield "parts.eml", multiparts(2000, nested=False), False
    yield "header.eml", b"Subject: " + b"x " * 10_000_000 + b"\r\n\r\n" + WORDS.encode(), False
    yield "large.eml", b"Subject: x\r\n\r\n" + WORDS.encode() * 40_000, False
    yield "words.txt", WORDS.encode() * 360_000, True
    yield "zeros.txt", bytes(10 * 2**20), False
    yield "huge.txt", b"x" * (65 * 2**20), False
    yield "deep.md", ("> " * DEEP + WORDS).encode(), True
    yield "brackets.md", b"[" * (2 * 2**20), True
    yield (
        "deep_arrays.pdf",
        pdf(b"<</Type/Catalog/Pages " + b"[" * DEEP + b"]" * DEEP + b">>"),
        False,
    )
    yield (
        "loop.pdf",
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"),
        False,
    )
    yield "unpacking.pdf", unpacking(), False
    yield (
        "pages.pdf",
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", _page_tree(), b"<</Type/Page/Parent 2 0 R>>"),
        False,
    )
    yield "truncated.pdf", unpacking()[:5000], False
    yield "giant.png", png(60_000, 60_000), False
    yield "bomb.png", png(20_000, 2_600, bytes(2_600 * 20_001)), False
    yield "broken.png", png(900, 900)[:60], False
    yield "giant.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(99), False


def _spaces():
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("office", "text"))
    return (
        f'<o:document-content xmlns:o="{office}" xmlns:text="{text}"><text:p>a'
        + '<text:s text:c="99999999"/>' * 300_000
        + "</text:p></o:document-content>"
    )


def _page_tree():
    return b"<</Type/Pages/Count 900000/Kids[" + b"3 0 R " * 900_000 + b"]>>"


def measured(command, folder):
    """Run a command; return its exit code, lines of errors, processor and wall seconds, peak MB."""
    # GNU time, since what this program holds would count as its child's from the fork on.
    timed = ["/usr/bin/time", "--quiet", "-f", "%U %S %e %M", "-o", str(folder / "time"), *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(timed, capture_output=True, check=False, env=environment)
    user, system, wall, peak = map(float, (folder / "time").read_text().split())
    said = done.stderr.decode(errors="replace").splitlines()
    return done.returncode, said, user + system, wall, int(peak) // 1024


def answers(path, folder):
    """Return what plan, issue and decode make of a file."""
    program = [sys.executable, "-m", "canary", "--home", str(folder / "vault")]
    to = ["--to", str(folder / "people.csv"), "--out", str(folder / "out"), "--allow-weak"]
    commands = (["plan", str(path)], ["issue", str(path), *to], ["decode", str(path)])
    return [measured([*program, *command], folder) for command in commands]


def main():
    """Print the table."""
    late = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "people.csv").write_text("id\na\nb\n")
        init = ["init", "--no-passphrase", "--notice", "given", "--because", "bench"]
        measured([sys.executable, "-m", "canary", "--home", str(folder / "vault"), *init], folder)
        print("| file | KB | plan | issue | decode | cpu s | wall s | MB | said |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name, raw, harmless in files():
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            path = folder / name
            path.write_bytes(raw)
            found = answers(path, folder)
            codes, said, cpu, wall, peak = zip(*found, strict=True)
            message = max(said[0], default="", key=lambda line: "error" in line)[:90]
            errors = max(sum("error" in line for line in lines) for lines in said)
            cells = [*codes, f"{max(cpu):.1f}", f"{max(wall):.1f}", max(peak)]
            print(
                f"| {name} | {len(raw) >> 10} | {' | '.join(map(str, cells))} | {message} |",
                flush=True,
            )
            refused = harmless or {*codes} == {3}
            within = max(cpu) <= SECONDS and max(peak) <= MEGABYTES
            if not refused or errors > 1 or not (within or harmless):
                late.append(name)
            path.unlink()
    limits = f"{SECONDS} s or {MEGABYTES} MB"
    print(f"\nnot refused by all, or beyond {limits}: {', '.join(late) or 'none'}")
    return bool(late)


if __name__ == "__main__":
    sys.exit(main())
