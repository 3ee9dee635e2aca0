"""Steps 5, 6 and 9 of an audit: issues' trees, sealed contents, and anchors, without any key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from canary.crypto import sha256
from canary.errors import VerificationError
from canary.log import merkle
from canary.log.commitment import copy_leaf, prints_digest
from canary.log.entry import Entry
from canary.log.payloads import Payload, int_of, map_of, text_of
from canary.store import Registry
from canary.workflows.audit_log import LogView, compare_tiles
from canary.workflows.audit_problems import Problems

_ISSUE_OF_ROWS: Final = ("copies", "prints", "tiles")


def check_contents(registry: Registry, view: LogView, problems: Problems) -> int:
    """Steps 5 and 6; returns the number of copies."""
    copies = 0
    for issue, payload in view.issues.items():
        with problems.collected(f"issue '{issue}'"):
            copies += _check_tree(registry, issue, payload, problems)  # 5
    with problems.collected("orphans"):
        _check_orphans(registry, view, problems)  # 5
    for check in (_check_blobs, _check_wraps, _check_prints, _check_anchors):
        with problems.collected(check.__name__.removeprefix("_check_")):
            check(registry, view, problems)  # 6
    return copies


def covering_anchor(registry: Registry, view: LogView) -> int | None:
    """Return the size of an anchored checkpoint that covers every issue, or None."""
    newest = max((e.index for e in view.entries if e.kind == "issue"), default=0)
    sizes = [size for size, _, _ in _committed_anchors(registry, view) if size > newest]
    return max(sizes, default=None)


def _check_tree(registry: Registry, issue: str, payload: Payload, problems: Problems) -> int:
    frontier = merkle.Frontier()
    leaves = _leaves(registry, issue, problems)
    for leaf in compare_tiles(registry, issue, leaves, problems):
        frontier.append(leaf)
    n = int_of(payload, "n")
    problems.expect(frontier.size == n, f"issue '{issue}' has {frontier.size} copies, {n} recorded")
    problems.expect(
        frontier.root().hex() == text_of(payload, "root"),
        f"the copies of issue '{issue}' are not those under its signed root",
    )
    return frontier.size


def _leaves(registry: Registry, issue: str, problems: Problems) -> Iterator[bytes]:
    last = b""
    for number, copy in enumerate(registry.copies(issue)):
        where = f"copy {copy.index} of issue '{issue}'"
        problems.expect(copy.index == number, f"{where} is number {number}")
        problems.expect(copy.c_rcpt > last, f"{where} is out of order")
        problems.expect(sha256(copy.enc) == copy.c_enc, f"{where}: its record was altered")
        last = copy.c_rcpt
        fields = (copy.c_rcpt, copy.c_word, copy.c_file, copy.c_enc)
        yield merkle.leaf_hash(copy_leaf(issue, *fields))


def _check_orphans(registry: Registry, view: LogView, problems: Problems) -> None:
    for table in _ISSUE_OF_ROWS:
        query = f"SELECT DISTINCT hex(issue) FROM {table}"  # noqa: S608
        found = {issue.lower() for (issue,) in registry.database.rows(query)}
        for issue in sorted(found - view.issues.keys() - {""}):
            problems.add(f"table {table} holds rows of issue '{issue}', which is not recorded")


def _check_blobs(registry: Registry, view: LogView, problems: Problems) -> None:
    expected = {
        (blob, kind): _may_be_gone(view, entry)
        for entry in view.entries
        for kind, blob in map_of(entry.payload, "blobs").items()
    }
    found = set()
    for blob, kind in registry.database.rows("SELECT lower(hex(id)), kind FROM blobs"):
        found.add((blob, kind))
        sealed = registry.blob(blob)
        whole = sealed is not None and sha256(sealed).hex() == blob
        problems.expect(whole, f"the {kind} blob '{blob[:16]}…' was altered")
    for blob, kind in sorted(found - expected.keys()):
        problems.add(f"the {kind} blob '{blob[:16]}…' belongs to no entry")
    for blob, kind in sorted(expected.keys() - found):
        problems.expect(expected[blob, kind], f"the {kind} blob '{blob[:16]}…' is missing")


def _may_be_gone(view: LogView, entry: Entry) -> bool:
    """Whether an entry's blobs may be gone: its issue was erased, or its case expired later."""
    payload = entry.payload
    if view.is_expired(entry):
        return True
    issues = payload.get("issues") if entry.kind == "decode" else [payload.get("issue")]
    if not isinstance(issues, list) or len(issues) != 1:
        return False
    body = view.issues.get(str(issues[0]), {})
    return str(body.get("extends", issues[0])) in view.erased


def _check_wraps(registry: Registry, view: LogView, problems: Problems) -> None:
    expected: dict[tuple[str, str, str], str] = {}
    for entry in view.entries:
        for named, digest in map_of(entry.payload, "wraps").items():
            epoch, _, vkey = named.partition(" ")
            expected["rms", epoch, vkey] = digest
        if entry.kind == "issue" and "dek" in entry.payload:
            expected["dek", text_of(entry.payload, "issue"), ""] = text_of(entry.payload, "dek")
    for issue in view.erased:
        expected.pop(("dek", issue, ""), None)
    found = {}
    for kind, ref, officer, ct in registry.database.rows("SELECT * FROM wraps"):
        found[kind, ref, officer] = sha256(ct).hex()
    for key in sorted(expected.keys() | found.keys()):
        name = " ".join(part for part in key if part)
        problems.expect(
            expected.get(key) == found.get(key), f"the wrapped key '{name}' is not as recorded"
        )


def _check_prints(registry: Registry, view: LogView, problems: Problems) -> None:
    for issue, payload in view.issues.items():
        if issue in view.erased:
            continue
        query = "SELECT h FROM prints WHERE issue = ?"
        hashes = {h for (h,) in registry.database.rows(query, bytes.fromhex(issue))}
        expected = payload.get("prints", prints_digest(frozenset()).hex())
        problems.expect(
            prints_digest(hashes).hex() == expected, f"the prints of issue '{issue}' were altered"
        )


def _check_anchors(registry: Registry, view: LogView, problems: Problems) -> None:
    committed = len(_committed_anchors(registry, view))
    stored = sum(1 for _ in registry.anchors())
    recorded = sum(entry.kind == "anchor" for entry in view.entries)
    if not committed == stored == recorded:
        raise VerificationError(
            f"{stored} anchors are stored, {recorded} recorded, {committed} of them agree"
        )
    problems.expect(
        all(0 < size <= view.size for size, _, _ in registry.anchors()),
        "an anchor is of a checkpoint that is not there",
    )


def _committed_anchors(registry: Registry, view: LogView) -> list[tuple[int, str, bytes]]:
    recorded = {
        (e.payload["size"], e.payload["kind"], e.payload["digest"])
        for e in view.entries
        if e.kind == "anchor"
    }
    rows = registry.anchors()
    return [row for row in rows if (row[0], row[1], sha256(row[2]).hex()) in recorded]
