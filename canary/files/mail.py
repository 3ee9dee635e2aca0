"""Mails (eml): what they say, and copies whose alternatives show the same words.

Of a page and plain text that say the same, the page is read and both are written. Headers and
attachments are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePath

from canary.errors import InputError, VerificationError
from canary.files import plain
from canary.files.alternatives import follow
from canary.files.decoding import Encoding
from canary.files.mime import Part, headers_of, parts
from canary.files.opened import Opened
from canary.files.pieces import Piece, Run, Runs, joined
from canary.files.splicing import Edit, Rendition
from canary.files.ways import MarkedWay
from canary.files.webpage import page_text
from canary.model import Text

_CHARSET = re.compile(
    r"utf-?8|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|"
    r"gb\w{2,5}|big5(?:-hkscs)?|shift[_-]jis|euc-(?:jp|kr)|iso-2022-(?:jp|kr)",
    re.IGNORECASE,
)
_NAMES = re.compile(
    rb"(?im)^(?:from|to|subject|date|received|return-path|mime-version|message-id):"
)
_PLAIN, _PAGE = "text/plain", "text/html"
_ENDINGS = {_PAGE: ".html"}
_CONTROL = re.compile(r"[\x80-\x9f]")  # of Windows-1252 read as ISO 8859
_PGP = b"-----BEGIN PGP SIGNED MESSAGE-----"
_ARMOR = b"-----BEGIN PGP MESSAGE-----"
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_OPAQUE = {"signed-data", "certs-only", "compressed-data"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a container of its parts with words, decoded."""

    raw: bytes
    writable: Mapping[str, Part]
    parts: Mapping[str, bytes]

    @classmethod
    def of(cls, raw: bytes, texts: Sequence[Part]) -> Mail:
        """Make one of a mail and those of its parts that hold words."""
        return cls(raw, {t.name: t for t in texts}, {t.name: t.payload() for t in texts})

    def packed(self, edits: Mapping[str, Sequence[Edit]]) -> bytes:
        """Return the mail with its parts edited, encoded as they were."""
        pieces: list[bytes] = []
        at = 0
        for part in sorted(self.writable.values(), key=lambda part: part.start):
            new = part.rewritten(edits[part.name]) if edits.get(part.name) else part.body
            pieces += [self.raw[at : part.start], new]
            at = part.end
        return b"".join([*pieces, self.raw[at:]])

    def unpacked(self, copy: bytes) -> Mapping[str, bytes]:
        """Return the parts of a copy.

        Raises:
            VerificationError: Something else in it differs.
        """
        found = {part.name: part for part in parts(copy) if part.name in self.writable}
        if _skeleton(self.raw, self.writable) != _skeleton(copy, found):
            raise VerificationError("a copy differs from the source outside the mail's words")
        return {name: part.payload() for name, part in found.items()}


def read_mail(raw: bytes, *, what: str) -> Opened:
    """Return a mail's words and the way back into it.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: No mail, encrypted, damaged, hostile, or without words.
    """
    every, bodies = _bodies(raw, what)
    read = {part.name: _words(part, what) for part in bodies}
    leading = _leading(bodies)
    text, runs = joined([read[part.name] for part in leading])
    renditions = [Rendition(text.content, runs)]
    for part in bodies:
        if part not in leading:
            own, placed = read[part.name]
            renditions.append(follow(text.content, text.blocks, Rendition(own.content, placed)))
    return Opened(
        text,
        MarkedWay(Mail.of(raw, bodies), tuple(renditions)),
        warnings=tuple(_warnings(raw, every, what)),
        collapses=any(part.kind == _PAGE for part in bodies),
    ).require_words(what)


def mail_text(raw: bytes, *, what: str) -> str:
    """Return what a mail says, each alternative once.

    Raises:
        InputError: As `read_mail`, but for a mail without words.
    """
    leading = _leading(_bodies(raw, what)[1])
    return joined([_words(part, what) for part in leading])[0].content


def _bodies(raw: bytes, what: str) -> tuple[list[Part], list[Part]]:
    """Return all parts of a mail, and those that are words of it."""
    if not _NAMES.search(raw[: headers_of(raw)[1]]):
        raise InputError(f"{what!r} is no mail, as its ending says")
    every = parts(raw)
    _refuse_sealed(every, what)
    return every, [p for p in every if p.kind in (_PLAIN, _PAGE) and not _attached(p)]


def _refuse_sealed(every: Sequence[Part], what: str) -> None:
    """Refuse a mail whose words no reader of mails can see: encrypted, or signed in one block.

    Source: RFC 8551, 3.2 (smime-type), RFC 3156 and RFC 9580, 6.2 (armor).
    """
    if any(kind == "encrypted" for part in every for kind, _ in part.path):
        raise InputError(f"{what!r} is encrypted", hint="decrypt it first")
    whole = every[0] if every and not every[0].path else None
    if whole and whole.kind in _SMIME:
        if str(whole.headers.get_param("smime-type", "")).lower() in _OPAQUE:
            raise InputError(
                f"{what!r} is signed by S/MIME in one block with its words",
                hint="save it without its signature, or give its words as a text file",
            )
        raise InputError(f"{what!r} is encrypted by S/MIME", hint="decrypt it first")
    if any(p.kind == _PLAIN and p.payload().lstrip().startswith(_ARMOR) for p in every):
        raise InputError(f"{what!r} is encrypted by PGP", hint="decrypt it first")


def _leading(bodies: Sequence[Part]) -> list[Part]:
    return [part for part in bodies if not _follows(part, bodies)]


def attachments(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each file attached to a mail.

    Raises:
        InputError: Damaged or hostile.
    """
    for part in parts(raw):
        if _attached(part):
            yield PurePath(part.headers.get_filename() or "").name, part.payload()


def carried(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of every part of a mail: attached, or words to be read in it.

    Raises:
        InputError: Damaged or hostile.
    """
    for part in parts(raw):
        name = PurePath(part.headers.get_filename() or "").name
        yield name or f"part{_ENDINGS.get(part.kind, '.txt')}", part.payload()


def _attached(part: Part) -> bool:
    return part.headers.get_content_disposition() == "attachment" or bool(
        part.headers.get_filename()
    )


def _follows(part: Part, bodies: Sequence[Part]) -> bool:
    """Whether a part is plain text beside a page that says the same."""
    return part.kind == _PLAIN and any(
        other.kind == _PAGE and _alternative(part) and _alternative(part) == _alternative(other)
        for other in bodies
    )


def _alternative(part: Part) -> tuple[tuple[str, int], ...]:
    """Return where the innermost multipart/alternative around a part stands; () if none does."""
    for n in range(len(part.path), 0, -1):
        if part.path[n - 1][0] == "alternative":
            return (*part.path[: n - 1], ("alternative", 0))
    return ()


def _words(part: Part, what: str) -> tuple[Text, Runs]:
    """Return what a part says, and where in its payload."""
    payload = part.payload()
    content, encoding = _decoded(payload, part)
    free = part.writable() and encoding.encode(content) == payload
    if part.kind == _PAGE:
        return page_text(content, encoding, what=what, part=part.name, free=free)
    text = plain.read(content)
    if not content:
        return text, Runs.of(())
    sizes = [len(mark.encode(encoding.codec)) for mark in content] if free else []
    places = tuple(accumulate(sizes, initial=0)) if free else ()
    whole = Piece(content, places, free=free)
    return text, Runs.of((Run(0, part.name, whole, encoding.encode),))


def _decoded(payload: bytes, part: Part) -> tuple[str, Encoding]:
    """Return a part's text by its charset; one that is unknown or does not fit is guessed."""
    charset = part.headers.get_content_charset("us-ascii")
    known = charset if _CHARSET.fullmatch(charset) else "us-ascii"
    for codec in (known, "utf-8", "cp1252"):
        with suppress(UnicodeDecodeError, LookupError):
            content = payload.decode(codec)
            if not _CONTROL.search(content):
                return content, Encoding(codec)
    return payload.decode("latin-1"), Encoding("latin-1")


def _warnings(raw: bytes, every: Sequence[Part], what: str) -> Iterator[str]:
    """Yield what a copy breaks."""
    headers = headers_of(raw)[0]
    if any(kind == "signed" for part in every for kind, _ in part.path) or _PGP in raw:
        yield f"{what!r} is signed: no copy will bear the signature"
    if "DKIM-Signature" in headers:
        yield f"{what!r} bears a DKIM signature, which no copy will match"


def _skeleton(raw: bytes, texts: Mapping[str, Part]) -> list[bytes]:
    """Return a mail's bytes around its parts with words."""
    pieces, at = [], 0
    for part in sorted(texts.values(), key=lambda part: part.start):
        pieces.append(raw[at : part.start])
        at = part.end
    return [*pieces, raw[at:]]
