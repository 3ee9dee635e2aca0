"""What an issue leaves behind when the process, the disk or the power fails under it.

    python bench/registry_crashes.py [--kills N] [--step N] [--images N]

- Kills: `issue` of 1,000 copies is killed (SIGKILL) at random instants.
- Faults: at every file-system call of an issue of three copies (SQLite's included), an error of the
  disk, a disk that is full from then on, SIGKILL, and SIGKILL in the middle of the write.
- Power cuts: the calls of three issues are written down and replayed up to every change; what was
  not synced is lost or torn. The same with synchronous=NORMAL, to show that the test bites.

After each: the registry verifies with its keys and its pin, every copy on disk is registered and
whole, a refusal is one of the contract, and `issue --resume` (or a new issue, where nothing was
recorded) ends complete. Needs a C compiler and Linux. Writes bench/results/registry_crashes.md.
"""

import argparse
import contextlib
import errno
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.tools import disk
from canary.cli import canary
from canary.crypto import sha256
from canary.store.database import Database
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.audit import verify
from canary.workflows.issued import list_issues, load_issue, open_copy
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault
from tests.workflows import fake_language

RESULTS = Path(__file__).parent / "results"
FAULTS = {
    "EIO": errno.EIO,
    "ENOSPC from then on": errno.ENOSPC,
    "SIGKILL": disk.KILL,
    "SIGKILL, half written": disk.TEAR,
}
CODES = {0, 2, 3, 4, 5, 6}
REFUSAL = re.compile(r"canary: error: .+\n(canary: hint: .+\n)?")


class World:
    """A folder with a vault, a memo and a list, made anew for every test."""

    def __init__(self, folder, copies):
        planning.analyse = fake_language.analyse  # the disk is tested, not English
        self.folder, self.copies = Path(folder), copies
        self.template = self.folder / "template"
        init_vault(
            self.template / "vault",
            officer="jane",
            passphrase=None,
            notice="given",
            because="",
            now=1,
        )
        self.memo, self.people = self.folder / "memo.txt", self.folder / "people.csv"
        self.memo.write_text(fake_language.MEMO, "utf-8")
        rows = "".join(f"r{number},Person {number}\n" for number in range(copies))
        self.people.write_text("id,name\n" + rows, "utf-8")
        self.root = self.folder / "root"
        self.said = self.folder / "said"
        self.renew()

    def renew(self):
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root)

    def issue(self, *words):
        """Run `canary issue` on the world, ending the process."""
        vault = ("--home", str(self.root / "vault"))
        words = words or (str(self.memo), "--to", str(self.people))
        canary((*vault, "issue", *words, "--allow-weak", "--out", str(self.root / "out")))

    def child(self, work, *, kill_after=None):
        """Run `work` in a child; return its exit code (-9 if killed), its stderr and its time."""
        start, child = time.monotonic(), os.fork()
        if child == 0:
            said, code = io.StringIO(), 99
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
                    work()
            except SystemExit as end:
                code = end.code
            finally:
                self.said.write_text(said.getvalue(), "utf-8")
                os._exit(code)
        self.said.unlink(missing_ok=True)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = self.said.read_text("utf-8") if self.said.exists() else ""
        return code, said, time.monotonic() - start


def looked_at(root):
    """Return what is wrong in a folder with a vault and `out`, and the ids of its issues."""
    wrong = list(verify(root / "vault", passphrase=bytes).problems)
    wrong += ["unregistered copy" for _ in unregistered(root)]
    if wrong:
        return wrong, []
    with open_vault(root / "vault", bytes) as vault:
        issues = [str(entry.payload["issue"]) for entry in list_issues(vault)]
        registered = dict(
            (copy, digest) for issue in issues for copy, digest in _files(vault, issue)
        )
    for path in copies_in(root):
        if sha256(path.read_bytes()) != registered[path.parent.name]:
            wrong.append("damaged copy")
    return wrong, issues


def copies_in(root):
    """Return the copies on disk; a part that was not renamed is none."""
    return [p for p in (root / "out").glob("*/*") if not p.name.startswith(".canary-")]


def unregistered(root):
    """Return the copies on disk of which the registry has no row, whatever else is wrong."""
    place = f"file:{root / 'vault' / 'registry.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(place, uri=True)) as registry:
        rows = registry.execute("SELECT lower(hex(issue)), idx FROM copies")
        known = {f"{issue[:8]}-{index:04}" for issue, index in rows}
    return [path for path in copies_in(root) if path.parent.name not in known]


def _files(vault, issue):
    issued = load_issue(vault, issue)
    for copy in vault.registry.copies(issue):
        opening = open_copy(vault, issued, issue, copy)
        yield f"{issue[:8]}-{copy.index:04}", opening.file_sha256


def finish(world, issues):
    """Resume the issue, or issue again where none was recorded; return what is wrong then."""
    with open_vault(world.root / "vault", bytes) as vault:
        for issue in issues:
            issuing.resume(vault, issue, world.root / "out", clock=lambda: 2)
    if not issues:
        code, said, _ = world.child(world.issue)
        if code:
            return [f"issuing again ends with {code}: {said}"]
    wrong, issues = looked_at(world.root)
    parts, written = list(world.root.glob("**/.canary-*.part")), copies_in(world.root)
    index = world.root / "out" / "index.csv"
    if len(written) != world.copies or len(issues) != 1 or not index.exists():
        wrong.append(f"{len(written)} copies of {len(issues)} issues after resuming")
    return [*wrong, *(["a part left after resuming"] if parts else [])]


def kills(folder, count, copies=1000):
    """Kill an issue at random instants of its time."""
    world, chance, found = World(folder, copies), random.Random(1), Counter()
    length = world.child(world.issue)[2]
    for _ in range(count):
        world.renew()
        code, _, _ = world.child(world.issue, kill_after=chance.uniform(0, length))
        wrong, issues = looked_at(world.root)
        files = len(copies_in(world.root))
        found["ended before the kill" if code == 0 else _phase(issues, files, copies)] += 1
        found.update(wrong)
        found.update(finish(world, issues))
    return found


def _phase(issues, files, copies):
    if not issues:
        return "killed before the record"
    return "killed while writing" if files < copies else "killed after the last copy"


def calls(world):
    """Return the number of file-system calls of an undisturbed issue."""

    def work():
        disk.arm(world.root)
        try:
            world.issue()
        except SystemExit:
            os.write(counted, str(disk.count()).encode())

    reading, counted = os.pipe()
    world.child(work)
    os.close(counted)
    with os.fdopen(reading) as answer:
        return int(answer.read())


def faults(folder, step=1, kinds=FAULTS):
    """Let each file-system call of an issue of three copies fail, each way in turn."""
    world = World(folder, 3)
    number, found = calls(world), {}
    for kind in kinds:
        found[kind] = Counter()
        for at in range(0, number, step):
            world.renew()
            found[kind].update(_faulted(world, at, FAULTS[kind]))
    return number, found


def _faulted(world, at, fault):
    def work():
        disk.arm(world.root, at=at, fault=fault)
        world.issue()

    code, said, _ = world.child(work)
    yield "killed" if code == -9 else f"exit {code}"
    if code != -9 and (code not in CODES or (code and not REFUSAL.fullmatch(said))):
        yield f"NO REFUSAL at call {at}: {code} {said!r}"
    wrong, issues = looked_at(world.root)
    if code == 0 and len(copies_in(world.root)) < world.copies:
        yield f"SUCCESS at call {at} without all copies"
    yield from (f"WRONG at call {at}: {each}" for each in wrong)
    if not wrong:
        yield from (f"WRONG after call {at}: {each}" for each in finish(world, issues))


def cuts(folder, images, synchronous="FULL", issues=3):
    """Cut the power at every change of some issues; return the number of images and the losses."""
    world, trace, chance = World(folder, 3), Path(folder) / "trace", random.Random(2)

    def work():
        prepare = Database._prepare  # noqa: SLF001

        def weakened(self, **options):
            prepare(self, **options)
            self.run(f"PRAGMA synchronous={synchronous}")

        Database._prepare = weakened  # noqa: SLF001
        disk.arm(world.root, trace=trace)
        for _ in range(issues):
            with contextlib.suppress(SystemExit):
                world.issue()

    model = disk.Disk(world.root)
    world.child(work)
    found, image, taken = Counter(), Path(folder) / "image", 0
    for record in disk.read_trace(trace):
        model.play(record)
        for _ in range(images):
            shutil.rmtree(image, ignore_errors=True)
            model.image(image, chance)
            wrong, _ = looked_at(image)
            taken += 1
            found.update({_kind(each) for each in wrong})
            found["images with a loss"] += bool(wrong)
    found["copies lost after the end"] = world.copies * issues - len(copies_in(image))
    return taken, found


def _kind(problem):
    return re.sub(r"\d+|'[^']*'", "…", problem)[:70]


def table(rows):
    lines = ["| what | tried | outcomes |", "|---|---:|---|"]
    for what, tried, found in rows:
        shown = "; ".join(f"{outcome}: {n}" for outcome, n in sorted(found.items()))
        lines.append(f"| {what} | {tried:,} | {shown} |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--step", type=int, default=1, help="of the calls, try every STEP-th")
    parser.add_argument("--images", type=int, default=3, help="power cuts a change")
    options = parser.parse_args()
    disk.start_again()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("kills", "faults", "full", "normal"):
            (Path(folder) / name).mkdir()
        for mode in ("FULL", "NORMAL"):
            tried, found = cuts(Path(folder) / mode.lower(), options.images, mode)
            rows.append((f"power cut, three issues of 3, synchronous={mode}", tried, found))
            print(*table(rows[-1:])[2:], flush=True)
        number, found = faults(Path(folder) / "faults", options.step)
        for kind, outcomes in found.items():
            tried = len(range(0, number, options.step))
            rows.append((f"{kind} at a call of an issue of 3 ({number} calls)", tried, outcomes))
            print(*table(rows[-1:])[2:], flush=True)
        found = kills(Path(folder) / "kills", options.kills)
        rows.append(("kill -9 at a random instant of an issue of 1,000", options.kills, found))
    text = "\n".join(["# An issue, when something fails under it", "", *table(rows)]) + "\n"
    print(text)
    (RESULTS / "registry_crashes.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
