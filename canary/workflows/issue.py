"""Issue: the only order in which copies come into being.

1. plan the document, refuse one that cannot tell the copies apart, or that was drafted from an
   issued copy without saying so
2. give every recipient a place, keys and a codeword; nothing is redrawn or balanced
3. write every variant and read it back; render every copy and check it: by its splices, and
   twenty of them read in full
4. record entry, copies and checkpoint in one transaction, before any file is written
5. read the record back, checked
6. render again from the record, compare with the committed hashes, write, and sign a release

An interruption before 4 leaves nothing; after it, `resume` repeats 5 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import tee
from pathlib import Path

from canary import __version__, codes
from canary.crypto import sha256
from canary.durable import sync
from canary.errors import CanaryError, UsageError, VerificationError
from canary.files.documents import Document, count_words, parse
from canary.files.output import (
    INDEX,
    csv_bytes,
    private_folder,
    remove_parts,
    safe_name,
    tidy_folder,
    write_all_private,
    write_private,
)
from canary.log.commitment import copy_id
from canary.model import Plan, Recipient
from canary.reading import Reader, shingles
from canary.workflows import recording
from canary.workflows.issued import (
    Issued,
    Opening,
    load_issue,
    open_copy,
    source_of,
)
from canary.workflows.lineage import require_lineage
from canary.workflows.plan import Planned, require_capacity
from canary.workflows.recording import Descent, Draft, Rendered
from canary.workflows.rendering import covering_words, render, renderer, replacements
from canary.workflows.revision import revise
from canary.workflows.vault import Vault
from canary.workflows.watching import Watch, unwatched

PROGRAM = f"canary {__version__}"
READ_IN_FULL = 20


@dataclass(frozen=True, slots=True)
class Written:
    """A copy on disk."""

    copy: str
    recipient: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """An issue whose copies are written.

    Attributes:
        issued: The record.
        document: The source.
        copies: In the order of the issue's tree.
        checkpoint: The note that covers the issue's entry.
    """

    issued: Issued
    document: Document
    copies: tuple[Written, ...]
    checkpoint: str


def issue(  # noqa: PLR0913  an issue has so many parts
    vault: Vault,
    planned: Planned,
    recipients: Sequence[Recipient],
    out: Path,
    *,
    title: str | None = None,
    allow_weak: bool = False,
    descent: Descent | None = None,
    clock: Callable[[], int],
    watch: Watch = unwatched,
) -> Release:
    """Register an issue and write one copy a recipient.

    Args:
        vault: The open vault.
        planned: The document and its plan.
        recipients: Whom the copies are for.
        out: Folder for the copies and `index.csv`; other files in it are left alone.
        title: What reports call the document; its file name without ending if None.
        allow_weak: Whether to issue with fewer bits than log2 N + 7.
        descent: The edition before, and the copies that the document was drafted from.
        clock: Returns seconds since 1970.
        watch: Watches the copies being rendered, and being written.

    Raises:
        CapacityError: Too few bits, and not `allow_weak`.
        UsageError: A recipient twice, `out` can't be written, or the document carries the marks of
            a copy that `descent` does not name; a row that changed between editions.
        VerificationError: A copy does not read back; nothing was recorded.
    """
    document, descent = planned.document, descent or Descent()
    if descent.revises:  # 1
        planned = revise(vault, planned, descent.revises)
    if not allow_weak:
        require_capacity(planned, len(recipients))
    _refuse_bad_folder(out)
    require_lineage(vault, document, descent.lineage)
    draft = recording.draft_issue(vault, planned.plan, recipients, descent)  # 2
    _record(vault, document, draft, title, clock, watch)
    return _finish(vault, draft.issue, out, clock, watch)


def add(
    vault: Vault,
    issue_id: str,
    recipients: Sequence[Recipient],
    out: Path,
    *,
    clock: Callable[[], int],
    watch: Watch = unwatched,
) -> Release:
    """Give further recipients copies of a recorded issue: a new issue that extends it.

    Args:
        vault: The open vault.
        issue_id: The recorded issue's whole id.
        recipients: Whom the new copies are for.
        out: As for `issue`.
        clock: Returns seconds since 1970.
        watch: As for `issue`.

    Raises:
        UsageError: A recipient has a copy already, or `out` can't be written.
        VerificationError: The record does not hold, or a copy does not read back.
    """
    _refuse_bad_folder(out)
    issued = load_issue(vault, issue_id)
    draft = recording.draft_addition(vault, issue_id, recipients)
    _record(vault, source_of(issued), draft, issued.about.get("title"), clock, watch)
    return _finish(vault, draft.issue, out, clock, watch)


def resume(
    vault: Vault,
    issue_id: str,
    out: Path,
    *,
    clock: Callable[[], int],
    watch: Watch = unwatched,
) -> Release:
    """Write the copies of a recorded issue: steps 5 and 6.

    Args:
        vault: The open vault.
        issue_id: The issue's whole id.
        out: As for `issue`.
        clock: Returns seconds since 1970.
        watch: As for `issue`.

    Raises:
        UsageError: No such issue, erased, or `out` can't be written.
        VerificationError: The record does not hold, or this program renders other bytes.
    """
    issued = load_issue(vault, issue_id)  # 5
    document = source_of(issued)
    folder, new = out.resolve(), not out.exists()
    private_folder(folder)
    remove_parts(folder)  # of an index that a crash cut short
    copies = _write_copies(vault, issued, document, folder, watch)  # 6
    rows = [(c.copy, c.recipient, c.path, c.sha256) for c in copies]
    write_private(folder / INDEX, csv_bytes(("copy", "id", "path", "sha256"), rows))
    if new:
        sync(folder.parent)
    where = {"folder": str(folder).encode("utf-8", "surrogateescape")}
    vault.append("release", {"issue": issue_id, "n": len(copies)}, now=clock(), blobs=where)
    note = vault.registry.checkpoint(issued.entry.index + 1) or b""
    return Release(issued, document, copies, note.decode())


def release_json(release: Release) -> dict[str, object]:
    """Return the JSON object of `canary issue`."""
    issued, document = release.issued, release.document
    return {
        "issue": issued.issue,
        "document": {
            "title": issued.about.get("title", document.name),
            "sha256": document.sha256,
            "words": document.words,
            "format": document.format,
        },
        "sites": len(issued.plan.sites),
        "bits": codes.bits(issued.plan),
        "copies": [
            {
                "copy": copy.copy,
                "recipient": copy.recipient,
                "path": str(copy.path),
                "sha256": copy.sha256,
            }
            for copy in release.copies
        ],
        "checkpoint": release.checkpoint,
    }


def require_written(document: Document, plan: Plan) -> None:
    """Read files that show every variant beside every variant of its neighbours.

    Raises:
        VerificationError: One does not say what it should.
    """
    for word in covering_words(plan.sites):
        shown = parse(render(document, plan, word), name=document.name).text.content
        if shown != document.splice(replacements(plan.sites, word)):
            raise VerificationError(
                f"{document.name!r} can't be written so that it says what it should",
                hint="nothing was recorded; save the document anew and try again",
            )


def render_checked(document: Document, plan: Plan, words: Iterable[bytes]) -> Iterator[Rendered]:
    """Render copies and walk along each: every site shows its variant, all else is the source's.

    Raises:
        VerificationError: One does not.
    """
    rendered = renderer(document, plan)
    for word in words:
        raw = rendered(word)
        document.check(replacements(plan.sites, word), raw)
        yield Rendered(word, sha256(raw))


def _record(
    vault: Vault,
    document: Document,
    draft: Draft,
    title: str | None,
    clock: Callable[[], int],
    watch: Watch,
) -> None:
    """Render, check and record the copies of a draft: steps 3 and 4."""
    require_written(document, draft.plan)  # 3
    words = watch(_words(draft), len(draft.copies), "render")
    rendered = [*render_checked(document, draft.plan, words)]
    _read_in_full(document, draft, [each.word for each in rendered])
    kept = recording.Document(
        document.raw,
        _about(document, title),
        shingles(document.text.content, draft.plan.sites),
    )
    recording.record_issue(vault, draft, rendered, kept, program=PROGRAM, now=clock())  # 4


def _finish(
    vault: Vault, issue_id: str, out: Path, clock: Callable[[], int], watch: Watch
) -> Release:
    """Write the copies just recorded; where that fails, say how it is finished."""
    try:
        return resume(vault, issue_id, out, clock=clock, watch=watch)
    except CanaryError as err:
        err.hint = err.hint or (
            f"the issue is recorded; finish it with: canary issue --resume {issue_id[:8]} --out DIR"
        )
        raise


def _words(draft: Draft) -> Iterator[bytes]:
    """Yield the codewords of a draft, in leaf order, from its keys alone."""
    law = codes.biases(draft.plan, draft.keys.bias_key)
    return codes.codewords((copy.keys.word_key for copy in draft.copies), law)


def _read_in_full(document: Document, draft: Draft, words: Sequence[bytes]) -> None:
    """Read the first copies as a leak would be; leaf order is the order of a hash."""
    reader = Reader(document.text.content, draft.plan.sites)
    for copy, word in list(zip(draft.copies, words, strict=True))[:READ_IN_FULL]:
        shown = parse(render(document, draft.plan, word), name=document.name).text.content
        for reading in reader.read(shown, faithful=True).readings:
            if reading.symbol != word[reading.slot]:
                raise VerificationError(
                    f"copy {copy.id!r} does not read back at site {reading.slot}",
                    hint="nothing was recorded; lock the words there and issue again",
                )


def _write_copies(
    vault: Vault, issued: Issued, document: Document, folder: Path, watch: Watch
) -> tuple[Written, ...]:
    """Render and write every copy of a recorded issue, comparing hashes first."""
    written = []
    name = safe_name(document.name)

    def files() -> Iterator[tuple[Path, bytes]]:
        again = _rendered_again(vault, issued, document)
        for copy, opening, raw in watch(again, issued.n, "write"):
            path = tidy_folder(folder / copy) / name
            digest = opening.file_sha256.hex()
            written.append(Written(copy, opening.recipient.id, path, digest))
            yield path, raw

    write_all_private(files())
    return tuple(written)


def _rendered_again(
    vault: Vault, issued: Issued, document: Document
) -> Iterator[tuple[str, Opening, bytes]]:
    """Yield id, record and bytes of every copy, which must be those registered."""
    law = codes.biases(issued.plan, issued.keys.bias_key)
    copies, keyed = tee(vault.registry.copies(issued.issue))  # read once, a batch of words ahead
    words = codes.codewords((issued.keys.copy(copy.c_rcpt).word_key for copy in keyed), law)
    rendered = renderer(document, issued.plan)
    for copy, word in zip(copies, words, strict=True):
        name, raw = copy_id(issued.issue, copy.index), rendered(word)
        opening = open_copy(vault, issued, issued.issue, copy)
        _require_same(name, raw, opening)
        yield name, opening, raw


def _require_same(copy: str, raw: bytes, opening: Opening) -> None:
    if sha256(raw) != opening.file_sha256:
        raise VerificationError(
            f"copy {copy!r} would be written with other bytes than were registered",
            hint="finish this issue with the program version that recorded it",
        )


def _about(document: Document, title: str | None) -> dict[str, str]:
    about = {
        "file": safe_name(document.name),
        "format": document.format,
        "title": title or Path(safe_name(document.name)).stem,
        "words": str(count_words(document.text.content)),
    }
    return about | ({"text": document.text.content} if document.is_marked else {})


def _refuse_bad_folder(out: Path) -> None:
    """Find out before recording whether the copies could be written."""
    existing = next(path for path in (out, *out.resolve().parents) if path.exists())
    if not existing.is_dir() or (out.exists() and out.is_symlink()):
        raise UsageError(f"{str(existing)!r} is in the way, want a folder")
