"""Editions: a document as issued, the copies that its additions brought included, and their words.

The codewords of large issues are kept packed in `DIR/cache/`, one private file an issue, sealed
with the document's own key and bound to the issue's entry by its hash. A file that is missing,
damaged or of anything else is made again from the keys; where it can't be written, nothing is
lost but time. Erasing an issue destroys the key, and with it what the cache says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from canary import codes
from canary.codes import Biases, Packed
from canary.crypto import SEALED_EXTRA, open_sealed, seal, sha256
from canary.encoding import canonical
from canary.errors import CanaryError, UsageError, VerificationError
from canary.files.output import private_folder, write_private
from canary.keys import read_private
from canary.log.commitment import parse_copy_id
from canary.log.payloads import int_of
from canary.model import Plan
from canary.workflows.issued import Issued, family, load_issue, word_keys
from canary.workflows.vault import Vault

CACHE = Path("cache")
CACHED_FROM = 10_000  # copies; below, deriving them takes less than a tenth of a second
LARGEST_CACHE = 2**27  # bytes; beyond, codewords are streamed and never held together


@dataclass(frozen=True, slots=True)
class Edition:
    """A document as issued: its first issue and those that added recipients to it.

    Attributes:
        issues: The first issue, then the additions that count, oldest first.
    """

    issues: tuple[Issued, ...]

    @property
    def first(self) -> Issued:
        """The issue that holds source and plan."""
        return self.issues[0]

    @property
    def copies(self) -> int:
        """N of this edition."""
        return sum(issued.n for issued in self.issues)

    def number_of(self, copy: str) -> int | None:
        """Return the number of a copy in the edition, None if it is of another."""
        digits, index = parse_copy_id(copy)
        number = index
        for issued in self.issues:
            if issued.issue.startswith(digits):
                return number
            number += issued.n
        return None

    def locate(self, index: int) -> tuple[Issued, int]:
        """Return the issue and leaf of the `index`-th copy of the edition."""
        for issued in self.issues:
            if index < issued.n:
                return issued, index
            index -= issued.n
        raise ValueError(f"no copy {index} beyond the last")


def editions(vault: Vault, firsts: Sequence[str], *, seen: int | None = None) -> list[Edition]:
    """Return the editions to score; issues recorded after the leak was seen are left out.

    Args:
        vault: The open vault.
        firsts: Ids of first issues.
        seen: When the leak was first seen, seconds since 1970; None where unknown.

    Raises:
        UsageError: An issue is not recorded, or erased.
        VerificationError: A record does not hold.
    """
    found = []
    for first in firsts:
        members = [load_issue(vault, issue) for issue in family(vault, first)]
        if seen is not None:
            members = [m for m in members if int_of(m.entry.payload, "time") <= seen]
        if members:
            found.append(Edition(tuple(members)))
    return found


def cache_path(vault: Vault, issue: str) -> Path:
    """Return where an issue's packed codewords are kept, if they are."""
    return vault.home / CACHE / f"{issue}.words"


def words_of(vault: Vault, edition: Edition, law: Biases) -> Packed | Iterator[bytes]:
    """Return the codewords of an edition's copies, in order: packed, or a stream of them.

    Raises:
        VerificationError: Copies are missing from the registry.
    """
    plan = edition.first.plan
    if codes.packed_size(plan, edition.copies) > LARGEST_CACHE:
        return codes.codewords(_word_keys(vault, edition.issues), law)
    return codes.side_by_side([_packed(vault, issued, plan, law) for issued in edition.issues])


def _packed(vault: Vault, issued: Issued, plan: Plan, law: Biases) -> Packed:
    """Return an issue's packed codewords, from the cache where it holds them."""
    large = issued.n >= CACHED_FROM
    packed = _read(vault, issued, plan) if large else None
    if packed is None:
        packed = codes.pack(codes.codewords(word_keys(vault, issued), law), plan, law)
        if len(packed) != issued.n:
            raise VerificationError(f"issue '{issued.issue}': {len(packed)} of {issued.n} copies")
        if large:
            _write(vault, issued, codes.print_packed(packed, plan))
    return packed


def _read(vault: Vault, issued: Issued, plan: Plan) -> Packed | None:
    """Return the cache's content, None where there is none that belongs to the issue."""
    path, what = cache_path(vault, issued.issue), "the cache of codewords"
    try:
        sealed = read_private(path, limit=codes.packed_size(plan, issued.n) + SEALED_EXTRA)
        key = vault.document_key(issued.first)
        packed = codes.parse_packed(open_sealed(key, sealed, _context(issued), what=what), plan)
    except CanaryError:
        return None
    return packed if len(packed) == issued.n else None


def _write(vault: Vault, issued: Issued, plain: bytes) -> None:
    """Keep packed codewords, if the vault's folder can be written."""
    path, key = cache_path(vault, issued.issue), vault.document_key(issued.first)
    try:
        private_folder(path.parent)
        write_private(path, seal(key, vault.nonce(), plain, _context(issued)))
    except UsageError:
        return


def _context(issued: Issued) -> bytes:
    """Return the associated data of a cache: the issue's entry says which copies and which plan."""
    return b"canary/v1/enc/words\0" + sha256(canonical(issued.entry.payload))


def _word_keys(vault: Vault, issues: Iterable[Issued]) -> Iterator[bytes]:
    for issued in issues:
        yield from word_keys(vault, issued)
