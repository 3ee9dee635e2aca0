"""From the master secret to commitments: the derivation tree (docs/formats.md).

Everything is a function of the keys and the recipient's row, so that no choice is left that an
officer could make after a leak. Names as in the formats: K_doc, seed, c_rcpt, c_word …
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from canary.crypto import hkdf_sha256, hmac_sha256, sha256
from canary.encoding import canonical, decode_hex
from canary.errors import UsageError
from canary.log.recipient import encode_recipient, recipient_json
from canary.model import Recipient

_COPY_ID = re.compile(r"([0-9a-f]{8})-([0-9]{4}|[1-9][0-9]{4,9})")


@dataclass(frozen=True, slots=True)
class EpochKeys:
    """What is derived from the registry master secret of one epoch, 32 secret bytes each."""

    secret: bytes = field(repr=False)

    @property
    def mark(self) -> bytes:
        """K_mark: document keys."""
        return hkdf_sha256(self.secret, b"canary/v1/mark")

    @property
    def identity(self) -> bytes:
        """K_id: commitments to recipients."""
        return hkdf_sha256(self.secret, b"canary/v1/id")

    @property
    def wrapping(self) -> bytes:
        """K_kek: wraps the documents' data keys."""
        return hkdf_sha256(self.secret, b"canary/v1/kek")

    @property
    def blob(self) -> bytes:
        """K_blob: seals what belongs to no document."""
        return hkdf_sha256(self.secret, b"canary/v1/blob")

    @property
    def printing(self) -> bytes:
        """K_print: hides the shingles of the fuzzy index."""
        return hkdf_sha256(self.secret, b"canary/v1/print")

    @property
    def case(self) -> bytes:
        """K_case: pseudonyms of cases and leaks."""
        return hkdf_sha256(self.secret, b"canary/v1/case")

    @property
    def commitment(self) -> bytes:
        """c_rms, 32 public bytes."""
        return sha256(b"canary/v1/crms\0" + self.secret)

    def document(self, issue: str, salt: bytes) -> DocumentKeys:
        """Return the keys of an issue.

        Args:
            issue: Its id (of the first issue where this one extends another), 32 hex digits.
            salt: SHA-256 of the salt checkpoint's text.
        """
        raw = decode_hex(issue, what="issue", length=16)
        return DocumentKeys(
            document=hkdf_sha256(self.mark, b"canary/v1/doc" + raw, salt=salt),
            identity=hkdf_sha256(self.identity, b"canary/v1/iddoc" + raw),
        )

    def case_id(self, name: str) -> str:
        """Return the pseudonym of a case, 32 hex digits."""
        return hmac_sha256(self.case, b"canary/v1/case\0" + name.encode())[:16].hex()

    def leak_id(self, *digests: bytes) -> str:
        """Return the pseudonym of a leak, 64 hex digits, from the SHA-256 of each piece."""
        return hmac_sha256(self.case, b"canary/v1/leak\0" + b"".join(digests)).hex()


def print_hash(key: bytes, shingle: bytes) -> int:
    """Return the entry of the fuzzy index for a shingle: 8 bytes as a signed integer."""
    digest = hmac_sha256(key, b"canary/v1/print\0" + shingle)
    return int.from_bytes(digest[:8], "big", signed=True)


def prints_digest(hashes: set[int] | frozenset[int]) -> bytes:
    """Return SHA-256 over the distinct print hashes, ascending, 8 bytes each."""
    return sha256(b"".join(value.to_bytes(8, "big", signed=True) for value in sorted(hashes)))


@dataclass(frozen=True, slots=True)
class DocumentKeys:
    """The keys of one document: all its issues, and nobody else's.

    Attributes:
        document: K_doc.
        identity: K_iddoc.
    """

    document: bytes = field(repr=False)
    identity: bytes = field(repr=False)

    @property
    def bias_key(self) -> bytes:
        """Key of the biases."""
        return hmac_sha256(self.document, b"canary/v1/bias")

    @property
    def c_key(self) -> bytes:
        """Commitment to K_doc."""
        return sha256(b"canary/v1/ckey\0" + self.document)

    def c_source(self, source: bytes) -> bytes:
        """Commitment to the source document's bytes."""
        salt = hmac_sha256(self.document, b"canary/v1/ssalt")
        return sha256(b"canary/v1/csource\0" + salt + sha256(source))

    def c_plan(self, plan: bytes) -> bytes:
        """Commitment to the plan's canonical JSON."""
        salt = hmac_sha256(self.document, b"canary/v1/psalt")
        return sha256(b"canary/v1/cplan\0" + salt + sha256(plan))

    def c_rcpt(self, recipient: Recipient) -> bytes:
        """Commitment to a recipient's whole row."""
        rid = encode_recipient(recipient)
        return sha256(b"canary/v1/rcpt\0" + hmac_sha256(self.identity, rid) + rid)

    def copy(self, c_rcpt: bytes) -> CopyKeys:
        """Return the keys of the copy that is committed to by `c_rcpt`."""
        return CopyKeys(hmac_sha256(self.document, b"canary/v1/copy\0" + c_rcpt))


@dataclass(frozen=True, slots=True)
class CopyKeys:
    """The keys of one copy."""

    seed: bytes = field(repr=False)

    @property
    def word_key(self) -> bytes:
        """Key of the codeword."""
        return hmac_sha256(self.seed, b"canary/v1/word")

    def c_word(self, word: bytes) -> bytes:
        """Commitment to the codeword, one byte a slot."""
        salt = hmac_sha256(self.seed, b"canary/v1/wsalt")
        return sha256(b"canary/v1/cword\0" + salt + word)

    def c_file(self, file_sha256: bytes) -> bytes:
        """Commitment to the copy's file, given its SHA-256."""
        salt = hmac_sha256(self.seed, b"canary/v1/fsalt")
        return sha256(b"canary/v1/cfile\0" + salt + file_sha256)


def copy_leaf(issue: str, c_rcpt: bytes, c_word: bytes, c_file: bytes, c_enc: bytes) -> bytes:
    """Return the data of a copy's leaf, before hashing."""
    lines = (issue, c_rcpt.hex(), c_word.hex(), c_file.hex(), c_enc.hex())
    return b"canary.copy/v1\n" + "".join(f"{line}\n" for line in lines).encode()


def copy_opening(recipient: Recipient, file_sha256: bytes) -> bytes:
    """Return the canonical JSON that a copy's `enc` seals."""
    return canonical({"file": file_sha256.hex(), "recipient": recipient_json(recipient)})


def copy_context(issue: str, c_rcpt: bytes) -> bytes:
    """Return the associated data under which a copy's opening is sealed with the DEK."""
    return b"canary/v1/enc/copy\0" + bytes.fromhex(issue) + c_rcpt


def blob_context(kind: str, issue: str) -> bytes:
    """Return the associated data of a blob; `issue` is "" where it belongs to no document."""
    return f"canary/v1/enc/blob\0{kind}\0{issue}".encode()


def dek_context(issue: str) -> bytes:
    """Return the associated data under which a document's DEK is wrapped."""
    return b"canary/v1/enc/dek\0" + bytes.fromhex(issue)


def copy_id(issue: str, index: int) -> str:
    """Return the id people use for a copy; it says nothing about its recipient.

    Example:
        >>> copy_id("0123456789abcdef0123456789abcdef", 7)
        '01234567-0007'
    """
    return f"{issue[:8]}-{index:04d}"


def parse_copy_id(text: str) -> tuple[str, int]:
    """Return the first 8 digits of the issue, and the copy's index.

    Raises:
        UsageError: Not what `copy_id` would have printed.
    """
    match = _COPY_ID.fullmatch(text)
    if not match:
        raise UsageError(f"not a copy id: {text!r}", hint="write it as in 01234567-0007")
    return match[1], int(match[2])
