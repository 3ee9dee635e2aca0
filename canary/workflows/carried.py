"""Which registered copy a file is: found by its words, told by its bytes.

The index that finds the document of a leak names the issues that a file may be of, and only their
copies are opened: what it costs does not grow with the registry.
"""

from __future__ import annotations

from collections.abc import Iterator

from canary.crypto import sha256
from canary.errors import InputError, UsageError
from canary.files.documents import parse
from canary.log.commitment import copy_id
from canary.model import Recipient
from canary.reading import leak_shingles
from canary.workflows.issued import family, load_issue, open_copy, sharing_issues
from canary.workflows.vault import Vault

_ENDINGS = (".docx", ".odt", ".html", ".eml", ".txt")


class Carried:
    """Looks up the copies that files are; keeps what it opened.

    Attributes:
        known: Copies and recipients by the SHA-256 of the copy's file, of the issues met so far.
    """

    def __init__(self, vault: Vault) -> None:
        self.known: dict[bytes, tuple[str, Recipient]] = {}
        self._vault = vault
        self._opened: set[str] = set()
        self._strange: set[bytes] = set()

    def find(self, name: str, raw: bytes) -> tuple[str, Recipient] | None:
        """Return a file's copy and recipient, None if it is no copy; of erased issues none is.

        Args:
            name: What the file is called; any name will do.
            raw: Its bytes.
        """
        digest = sha256(raw)
        if digest not in self.known and digest not in self._strange:
            for issue in self._likely(name, raw):
                self._open(issue)
                if digest in self.known:
                    break
            else:
                self._strange.add(digest)
        return self.known.get(digest)

    def _likely(self, name: str, raw: bytes) -> Iterator[str]:
        """Yield the issues that a file shares words with, as whatever kind it can be read."""
        for text in _readings(name, raw):
            for first in sharing_issues(self._vault, leak_shingles(text)):
                yield from family(self._vault, first)

    def _open(self, issue: str) -> None:
        if issue in self._opened:
            return
        self._opened.add(issue)
        try:
            issued = load_issue(self._vault, issue)
        except UsageError:  # erased
            return
        for copy in self._vault.registry.copies(issue):
            opening = open_copy(self._vault, issued, issue, copy)
            self.known[opening.file_sha256] = copy_id(issue, copy.index), opening.recipient


def _readings(name: str, raw: bytes) -> Iterator[str]:
    """Yield the words of a file by its name, and then by any other: mail programs rename files."""
    for each in (name, *(f"copy{ending}" for ending in _ENDINGS)):
        try:
            yield parse(raw, name=each).text.content
        except InputError:
            continue
