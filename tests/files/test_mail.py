"""canary.files.mail: what a mail says, and copies whose alternatives say the same."""

import base64
import email
import quopri
import re
from email import policy

import pytest

from canary.errors import InputError, VerificationError
from canary.files import leaks, mime
from canary.files.documents import parse
from canary.files.leaks import said
from canary.model import BlockKind, Doubt, LeakText, Span
from tests.files.looking import span_of
from tests.files.packages import docx, paragraph, run

SENTENCE = "The members of the board said that the north basin was closed."
HEAD = "From: jane@example.com\nTo: all@example.com\nSubject: =?utf-8?q?The_caf=C3=A9?=\n"
PLAIN = """Dear all,

The members of the board said that the *north* basin
was closed, and the café too. We shall see what comes of it all.

Jane
"""
PAGE = """<html><body><p>Dear all,</p>
<p>The members of the board said that the <b>north</b> basin was closed, and the caf&eacute; too.
We shall see what comes of it all.</p><p>Jane</p></body></html>
"""


def eol(text, ending="\r\n"):
    return text.replace("\n", ending).encode()


def part(kind, content, transfer, codec="utf-8"):
    raw = eol(content) if codec == "utf-8" else content.replace("\n", "\r\n").encode(codec)
    head = f"Content-Type: {kind}; charset={codec}\nContent-Transfer-Encoding: {transfer}\n\n"
    if transfer == "base64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif transfer == "quoted-printable":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return eol(head) + raw


def multipart(kind, *parts, boundary="b1"):
    head = eol(f'Content-Type: multipart/{kind};\n boundary="{boundary}"\n\nFor old programs.\n')
    mark = f"--{boundary}".encode()
    return head + b"".join(mark + b"\r\n" + p + b"\r\n" for p in parts) + mark + b"--\r\nEnd.\r\n"


def mail(body, head=HEAD):
    return eol(head) + body


def alternative(first="quoted-printable", second="base64"):
    return mail(
        multipart("alternative", part("text/plain", PLAIN, first), part("text/html", PAGE, second))
    )


def opened(raw):
    return parse(raw, name="memo.eml")


def shown(raw):
    """What the standard library reads in the plain and in the HTML part of a mail."""
    message = email.message_from_bytes(raw, policy=policy.default)
    plain, page = (
        message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")
    )
    return plain, page


@pytest.mark.parametrize("first", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("second", ["quoted-printable", "base64", "8bit"])
def test_page_and_plain_text_show_the_same_words(first, second):
    raw = alternative(first, second)
    document = opened(raw)
    assert document.text.content.count("said that") == 1
    replaced = [
        (span_of(document, "said that"), "stated that"),
        (span_of(document, "comes of"), "becomes of"),
    ]
    assert all(document.holds(span, [new]) for span, new in replaced)
    assert document.render([]) == raw
    copy = document.render(replaced)
    document.check(replaced, copy)
    assert parse(copy, name="a.eml").text.content == document.splice(replaced)
    plain, page = shown(copy)
    assert plain == PLAIN.replace("said", "stated").replace("comes", "becomes")
    assert page == PAGE.replace("said", "stated").replace("comes", "becomes")
    outside = [line for line in raw.split(b"\r\n") if b"base64" in line or b"--b1" in line]
    assert [line for line in copy.split(b"\r\n") if line in outside] == outside


def test_a_line_break_of_the_plain_text_is_kept():
    document = opened(alternative("8bit", "8bit"))
    place = span_of(document, "basin was closed")
    assert document.holds(place, ["basin was closed", "basin had closed"])
    assert b"basin\r\nhad closed" in document.render([(place, "basin had closed")])
    assert not document.holds(span_of(document, "basin was"), ["basin's"])


def test_what_only_one_alternative_says_does_not_vary():
    other = PLAIN.replace("We shall see", "You will see").replace("comes of", "came of")
    raw = mail(
        multipart("alternative", part("text/plain", other, "8bit"), part("text/html", PAGE, "8bit"))
    )
    document = opened(raw)
    assert not document.holds(span_of(document, "comes of"), ["becomes of"])
    assert not document.holds(span_of(document, "said"), ["stated"])


def test_places_at_white_space_stand_in_both():
    document = opened(alternative("8bit", "8bit"))
    content = document.text.content
    comma = Span(content.index(" basin"), content.index(" basin"))
    gap = span_of(document, " and the café")
    assert document.holds(comma, ["", ","])
    for span, new in ((gap, " also the café"), (Span(gap.start, gap.start + 4), " yet")):
        plain, page = shown(document.render([(span, new)]))
        assert new in plain
        assert new.split()[0] in page


def test_quoted_printable_changes_in_its_edits_only_and_keeps_its_line_length():
    long = f"{SENTENCE} {SENTENCE} é {SENTENCE}\n"
    raw = mail(part("text/plain", long, "quoted-printable"))
    document = opened(raw)
    place = span_of(document, "basin")
    copy = document.render([(place, "basin = the pool, which is the one of the café, in full,")])
    assert max(map(len, copy.split(b"\r\n"))) <= 76
    message = email.message_from_bytes(copy, policy=policy.default)
    assert message.get_content().replace("\r\n", "\n") == long.replace(
        "basin", "basin = the pool, which is the one of the café, in full,", 1
    )
    assert copy[-60:] == raw[-60:]
    assert copy[:200] == raw[:200]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_plain_mail_keeps_its_spaces_and_line_ends(ending):
    raw = eol(HEAD + "\n" + PLAIN.replace("é", "e"), ending)
    document = opened(raw)
    assert not document.collapses
    place = span_of(document, ". We")
    copy = document.render([(place, ".  We")])
    assert copy == raw.replace(b". We", b".  We")
    kinds = [block.kind for block in document.text.blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING]


def test_a_charset_that_cannot_hold_a_word_refuses_it():
    document = opened(mail(part("text/plain", PLAIN, "8bit", "iso-8859-1")))
    assert "café" in document.text.content
    assert document.holds(span_of(document, "too"), ["too", "à"])
    assert not document.holds(span_of(document, "too"), ["too…"])


@pytest.mark.parametrize(
    ("codec", "content"),
    [("windows-1252", "“so” — they"), ("shift_jis", "会議 so they"), ("koi8-r", "Дом so they")],
)
def test_charsets_are_read(codec, content):
    raw = mail(part("text/plain", f"{content} said it was.\n", "base64", codec))
    assert opened(raw).text.content.startswith(content)


@pytest.mark.parametrize("charset", ["x-unknown", "unicode_escape", "utf-8"])
def test_an_unknown_or_wrong_charset_is_guessed(charset):
    body = (
        f"Content-Type: text/plain; charset={charset}\n\n".encode() + b"The caf\xe9 is \x93it\x94."
    )
    document = opened(mail(body))
    assert document.text.content == "The café is “it”."
    assert document.render([]) == document.raw


def test_attachments_are_untouched_and_read_in_leaks():
    attached = docx(paragraph(run(SENTENCE)))
    head = 'Content-Type: application/octet-stream; name="a/memo.docx"\n'
    head += 'Content-Disposition: attachment; filename="memo.docx"\n'
    head += "Content-Transfer-Encoding: base64\n\n"
    encoded = base64.encodebytes(attached).replace(b"\n", b"\r\n")
    other = eol('Content-Type: image/png; name="a.png"\n\nnot really')
    raw = mail(multipart("mixed", part("text/plain", PLAIN, "8bit"), eol(head) + encoded, other))
    document = opened(raw)
    assert SENTENCE not in document.text.content
    copy = document.render([(span_of(document, "said that"), "stated")])
    assert encoded in copy
    found = said(raw, what="leak.eml")
    assert found.content.startswith("Dear all")
    assert found.content.endswith(SENTENCE)
    assert found.unread == ("a.png",)


def with_pictures(*names):
    bodies = [eol(f'Content-Type: image/png; name="{name}"\n\n') + name.encode() for name in names]
    return mail(multipart("mixed", part("text/plain", PLAIN, "8bit"), *bodies))


def test_pictures_in_a_mail_are_read_after_its_words(monkeypatch):
    def look(raw, *, what, tesseract):
        assert (raw, tesseract) == (what.encode(), "/t")
        if what == "logo.png":
            raise InputError("no picture")
        return LeakText(f"seen in {what}", (Doubt(Span(0, 4), 0.5),), "reader 1")

    monkeypatch.setattr(leaks, "picture_text", look)
    found = leaks.seen(with_pictures("a.png", "logo.png", "b.jpg"), what="x.eml", tesseract="/t")
    assert found.content.endswith("Jane\r\n\n\nseen in a.png\n\nseen in b.jpg")
    assert [doubt.span.cut(found.content) for doubt in found.doubts] == ["seen", "seen"]
    assert (found.engine, found.unread) == ("reader 1", ("logo.png",))


@pytest.mark.parametrize("installed", [True, False])
def test_a_mail_is_read_without_its_pictures_where_nothing_can_read_them(monkeypatch, installed):
    def apart(raw, *, what, ocr=False):
        return LeakText("all") if ocr else said(raw, what=what)

    monkeypatch.setattr(leaks, "read_apart", apart)
    monkeypatch.setattr(leaks, "can_see", lambda _: installed)
    found = leaks.read_leak(with_pictures("a.png"), what="x.eml")
    assert (found.content == "all") == installed
    assert found.unread == (() if installed else ("a.png",))
    assert leaks.read_leak(with_pictures(), what="x.eml").content.startswith("Dear all")


def test_a_forwarded_mail_is_read():
    inner = mail(part("text/plain", PLAIN, "8bit"))
    raw = mail(multipart("mixed", eol("Content-Type: message/rfc822\n\n") + inner))
    assert "said that" in opened(raw).text.content


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        (HEAD + "DKIM-Signature: v=1\n", part("text/plain", PLAIN, "8bit"), "bears a DKIM"),
        (HEAD, multipart("signed", part("text/plain", PLAIN, "8bit")), "is signed"),
        (
            HEAD,
            part("text/plain", f"-----BEGIN PGP SIGNED MESSAGE-----\n\n{PLAIN}", "8bit"),
            "is signed",
        ),
    ],
)
def test_signatures_are_warned_about(head, body, message):
    assert any(message in warning for warning in opened(mail(body, head)).warnings)
    assert not opened(alternative()).warnings


def test_a_copy_that_differs_elsewhere_is_found_out():
    document = opened(alternative())
    replaced = [(span_of(document, "said"), "stated")]
    copy = document.render(replaced)
    for forged in (
        copy.replace(b"Jane", b"June"),
        copy.replace(b"jane@", b"june@"),
        document.render([(span_of(document, "said"), "noted")]),
    ):
        with pytest.raises(VerificationError):
            document.check(replaced, forged)


def test_a_base64_body_of_irregular_lines_is_read_only():
    good = alternative("8bit", "base64")
    odd = re.sub(rb"(\r\n\r\nPGh0bW.{9})", rb"\1\r\n", good)
    assert odd != good
    document = opened(odd)
    assert document.text.content == opened(good).text.content
    assert not document.holds(span_of(document, "said"), ["stated"])
    assert document.render([]) == odd


def nested(depth):
    body = part("text/plain", PLAIN, "8bit")
    for number in range(depth):
        body = multipart("mixed", body, boundary=f"b{number}")
    return mail(body)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"no mail at all\n\nbut words", "is no mail"),
        (mail(multipart("encrypted", part("text/plain", PLAIN, "8bit"))), "is encrypted"),
        (mail(part("image/png", "x", "8bit")), "has no words"),
        (nested(30), "nested too deep"),
        (mail(multipart("mixed", *[eol("\nx")] * (mime.PARTS + 1))), "more than 500 parts"),
        (mail(eol("Content-Transfer-Encoding: base64\n\nä!")), "not base64"),
        (mail(eol("Content-Transfer-Encoding: base64\n\nabcde")), "not base64"),
    ],
)
def test_what_is_no_mail_or_hostile_is_refused(raw, message):
    with pytest.raises(InputError, match=message):
        opened(raw)


def test_a_mail_without_an_end_to_its_parts_is_read():
    raw = alternative("8bit", "8bit").rpartition(b"--b1--")[0]
    assert "said that" in opened(raw).text.content
    assert "said that" in opened(eol(f"{HEAD}\n{PLAIN}")).text.content
    assert opened(b"From: a@b.c\n\n" + b"\nWords.").text.content.strip() == "Words."


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            "encrypted by S/MIME",
        ),
        ("application/x-pkcs7-mime; name=smime.p7m", "encrypted by S/MIME"),
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "in one block"),
    ],
)
def test_a_mail_in_one_block_of_smime_is_refused_by_name(kind, said):
    head = f"{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n"
    raw = eol(head) + base64.encodebytes(PLAIN.encode())
    with pytest.raises(InputError, match=said) as caught:
        parse(raw, name="a.eml")
    assert caught.value.hint


def test_words_encrypted_by_pgp_are_refused_and_a_block_quoted_in_a_mail_is_not():
    block = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    with pytest.raises(InputError, match="encrypted by PGP"):
        said(mail(part("text/plain", block, "8bit")), what="a.eml")
    quoted = mail(part("text/plain", f"{SENTENCE}\n\n{block}", "8bit"))
    assert SENTENCE[:11] in said(quoted, what="a.eml").content


def test_empty_multiparts_count_as_parts():
    inner = b"--b\nContent-Type: multipart/mixed; boundary=b\n\n"
    head = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n".encode()
    with pytest.raises(InputError, match="more than 500 parts"):
        parse(head + (mime.PARTS + 2) * inner, name="a.eml")
