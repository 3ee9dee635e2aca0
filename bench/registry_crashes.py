"""What an issue leaves behind when the process, the disk or the power fails under it.

    python bench/registry_crashes.py [--full] [--kills N] [--step N] [--every N] [--images N]

- Kills: `issue` of 1,000 copies is killed (SIGKILL) at random instants.
- Faults: at every STEP-th file-system call of an issue of three copies (SQLite's included), an
  error of the disk, a disk that is full from then on, SIGKILL, and SIGKILL amid the write.
- Power cuts: the calls of two issues are written down and replayed up to every change (every
  EVERY-th, IMAGES times); what was not synced is lost or torn. The same with synchronous=NORMAL,
  to show that the test bites.

After each: the registry verifies with its keys and its pin, every copy on disk is registered and
whole, a refusal is one of the contract, and `issue --resume` (or a new issue, where nothing was
recorded) ends complete. Needs a C compiler and Linux; with --full about an hour.
"""

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

from bench import modes
from bench.tools import disk
from canary.cli import canary
from canary.crypto import sha256
from canary.store.database import Database
from canary.workflows import plan as planning
from canary.workflows.audit import verify
from canary.workflows.issued import list_issues, load_issue, open_copy
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault
from tests.workflows import fake_language

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

    def issue(self, *words, at=-1, fault=disk.NONE, trace=None):
        """Run `canary issue` on the world and a disk that fails, ending the process."""
        disk.arm(self.root, at=at, fault=fault, trace=trace)
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
        registered = {copy: file for issue in issues for copy, file in _files(vault, issue)}
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
    words = ("--resume", issues[0]) if issues else ()
    code, said, _ = world.child(lambda: world.issue(*words))
    if code:
        return [f"finishing ends with {code}: {said}"]
    wrong, issues = looked_at(world.root)
    parts, written = list(world.root.glob("**/.canary-*.part")), copies_in(world.root)
    index = world.root / "out" / "index.csv"
    if len(written) != world.copies or len(issues) != 1 or not index.exists():
        wrong.append(f"{len(written)} copies of {len(issues)} issues after resuming")
    return [*wrong, *(["a part left after resuming"] if parts else [])]


def kills(folder, count, copies=1000):
    """Kill an issue at random instants of its time; one that ended before is no kill."""
    world, chance, found, hit = World(folder, copies), random.Random(1), Counter(), 0
    length = world.child(world.issue)[2]
    while hit < count:
        world.renew()
        code, _, _ = world.child(world.issue, kill_after=chance.uniform(0, length))
        hit += code != 0
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
        try:
            world.issue()
        except SystemExit:
            os.write(counted, str(disk.count()).encode())

    reading, counted = os.pipe()
    world.child(work)
    os.close(counted)
    with os.fdopen(reading) as answer:
        return int(answer.read())


def faults(folder, step, kind):
    """Let each STEP-th file-system call of an issue of three copies fail; return their number."""
    world, found = World(folder, 3), Counter()
    number = calls(world)
    for at in range(0, number, step):
        world.renew()
        found.update(_faulted(world, at, FAULTS[kind]))
    return number, found


def _faulted(world, at, fault):
    code, said, _ = world.child(lambda: world.issue(at=at, fault=fault))
    yield "killed" if code == -9 else f"exit {code}"
    if code != -9 and (code not in CODES or (code and not REFUSAL.fullmatch(said))):
        yield f"NO REFUSAL at call {at}: {code} {said!r}"
    wrong, issues = looked_at(world.root)
    if code == 0 and len(copies_in(world.root)) < world.copies:
        yield f"SUCCESS at call {at} without all copies"
    yield from (f"WRONG at call {at}: {each}" for each in wrong)
    if not wrong:
        yield from (f"WRONG after call {at}: {each}" for each in finish(world, issues))


def cuts(folder, images, synchronous="FULL", *, copies=3, every=1):
    """Cut the power at every change of two issues; return the number of images and the losses."""
    world, trace, chance = World(folder, copies), Path(folder) / "trace", random.Random(2)

    def work():
        prepare = Database._prepare

        def weakened(self, **options):
            prepare(self, **options)
            self.run(f"PRAGMA synchronous={synchronous}")

        Database._prepare = weakened
        for number in range(2):
            with contextlib.suppress(SystemExit):
                world.issue(trace=f"{trace}{number}")

    model = disk.Disk(world.root)
    world.child(work)
    found, image, taken = Counter(), Path(folder) / "image", 0
    records = [r for number in range(2) for r in disk.read_trace(f"{trace}{number}")]
    for number, record in enumerate(records, 1):
        model.play(record)
        for _ in range(images if number % every == 0 or number == len(records) else 0):
            shutil.rmtree(image, ignore_errors=True)
            model.image(image, chance)
            wrong, _ = looked_at(image)
            if number == len(records) and len(copies_in(image)) < 2 * copies:
                wrong.append("copies lost after the end")
            taken += 1
            found.update({_kind(each) for each in wrong})
            found["images with a loss"] += bool(wrong)
    return taken, found


def _kind(problem):
    return re.sub(r"\d+|'[^']*'", "…", problem)[:70]


def table(rows):
    lines = ["| what | tried | outcomes |", "|---|---:|---|"]
    for what, tried, found in rows:
        shown = "; ".join(f"{outcome}: {n}" for outcome, n in sorted(found.items()))
        lines.append(f"| {what} | {tried:,} | {shown} |")
    return lines


def everything(options):
    """Yield the rows of the table: what was done, how often, and what came of it."""
    for copies in (1, 3):
        for mode in ("FULL", "NORMAL"):
            with tempfile.TemporaryDirectory() as folder:
                every = options.every
                tried, found = cuts(folder, options.images, mode, copies=copies, every=every)
            yield f"power cut in two issues of {copies}, synchronous={mode}", tried, found
    for kind in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            number, found = faults(folder, options.step, kind)
        tried = len(range(0, number, options.step))
        yield f"{kind} at one of the {number} calls of an issue of 3", tried, found
    with tempfile.TemporaryDirectory() as folder:
        found = kills(folder, options.kills)
    yield "kill -9 at a random instant of an issue of 1,000", options.kills, found


def main():
    options = modes.parse(__doc__, kills=(5, 200), step=(40, 1), every=(15, 1), images=(1, 1))
    disk.start_again()
    rows = []
    for what, tried, found in everything(options):
        rows.append((what, tried, found))
        print(*table(rows[-1:])[2:], flush=True)
    lines = ["# An issue, when something fails under it", "", *table(rows)]
    modes.write(options, "registry_crashes.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
