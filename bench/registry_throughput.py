"""How fast copies are issued and leaks traced, for 10 to 10,000 recipients, beside other programs.

    python bench/registry_throughput.py [--full] [--peers [FOLDER]] [--only N,N]

Each size runs in a process of its own, so that peak memory is its own: the sample memo is issued to
N recipients in a new vault, and a retyped copy is decoded. Then, in turn, the copies are written
once more from the registry (`issue --resume`: the record opened and checked, every copy rendered,
compared with its committed hash and written, the index, a signed release), and the same bytes are
written plainly with the same syncs: a folder a copy, a file under a temporary name, two syncs of
everything a thousand, a rename; then the index, and a sync of it, of its folder and of the folder's
parent. Who goes first alternates, and nothing is removed before the end: ext4 looks long for
inodes where many were freed a moment ago. The share is a ratio of medians. "Of it files" leaves
out what the release entry takes, which is the registry's: one commit and the pin, the same for ten
copies as for ten thousand.

With --peers the programs of bench/tools/rivals.py mark the same text for as many, each in an
environment of its own (kept in FOLDER): seconds of the processor, since they write no file and
keep no registry. What takes one of them longer than five minutes is given up.

Quick by default: 10, 100 and 1,000 recipients, into bench/results/quick; --full for all.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from importlib import resources
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.tools.environments import Environment
from bench.tools.rivals import RIVALS
from canary import leaks
from canary.durable import sync
from canary.files.documents import parse
from canary.files.output import INDEX
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows.decode import decode
from canary.workflows.plan import make_plan
from canary.workflows.question import Leak, Question
from canary.workflows.vault import Vault, open_vault
from canary.workflows.vault_init import init_vault

RESULTS = Path(__file__).parent / "results"
SIZES = (10, 100, 1_000, 10_000)
MEMO = resources.files("canary.workflows").joinpath("samples", "memo.txt").read_bytes()
BATCH = 1000
ROUNDS = {10: 31, 100: 21, 1_000: 11, 10_000: 5}
PATIENCE = 300


def seconds(work):
    """Seconds of the clock, and of the processor."""
    start, began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - began


def plainly(release, folder):
    """Write the bytes of a release as any program would that wants them whole after a crash."""
    raws = [copy.path.read_bytes() for copy in release.copies]
    index = (release.copies[0].path.parents[1] / INDEX).read_bytes()

    def work():
        folder.mkdir(mode=0o700)
        for first in range(0, len(raws), BATCH):
            batch = raws[first : first + BATCH]
            for number, raw in enumerate(batch, first):
                place = folder / str(number)
                place.mkdir(mode=0o700)
                (place / "part").write_bytes(raw)
            os.sync()
            for number in range(first, first + len(batch)):
                (folder / str(number) / "part").rename(folder / str(number) / "memo.txt")
            os.sync()
        (folder / "part").write_bytes(index)
        sync(folder / "part")
        (folder / "part").rename(folder / INDEX)
        sync(folder)
        sync(folder.parent)

    return seconds(work)


def rewritten(vault, release, folder):
    """Write a release once more; also the seconds that its entry took."""
    recorded = []

    def append(*words, **options):
        begun = time.perf_counter()
        entry = Vault.append(vault, *words, **options)
        recorded.append(time.perf_counter() - begun)
        return entry

    vault.append = append
    whole, processor = seconds(
        partial(issuing.resume, vault, release.issued.issue, folder, clock=partial(int, 2))
    )
    return whole, whole - sum(recorded), processor


def measured(n):
    """What one size costs; this process does nothing else."""
    with tempfile.TemporaryDirectory() as scratch:
        home, out = Path(scratch) / "vault", Path(scratch) / "out"
        init_vault(home, officer="b", passphrase=None, notice="given", because="bench", now=1)
        people = [Recipient(f"r{i:06}", (("name", f"Person {i}"),)) for i in range(n)]
        planned = make_plan(parse(MEMO, name="memo.txt"))
        clock = partial(int, 2)
        with open_vault(home, bytes) as vault:
            start = time.perf_counter()
            release = issuing.issue(vault, planned, people, out, allow_weak=True, clock=clock)
            issued = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            text = release.copies[n // 2].path.read_text("utf-8")
            leak = leaks.play("retype", text, seed=b"throughput")
            traced = []
            for case in ("cold", "warm"):
                question = Question(case=case)
                asked = partial(decode, vault, Leak.of([(leak, leak.encode())]), question, now=3)
                traced.append(seconds(asked))
            written, plain = [], []
            for turn in range(ROUNDS.get(n, 7)):
                for ours in (turn % 2 == 0, turn % 2 == 1):
                    folder = Path(scratch) / f"{turn} {ours}"
                    if ours:
                        written.append(rewritten(vault, release, folder))
                    else:
                        plain.append(plainly(release, folder))
    return {
        "issue": issued,
        "peak": peak,
        "cold": traced[0][0],
        "warm": traced[1][0],
        "written": [median(column) for column in zip(*written, strict=True)],
        "plain": [median(column) for column in zip(*plain, strict=True)],
    }


def apart(n):
    """Run `measured` in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(n)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def ours(sizes):
    """The table of this program."""
    yield "| recipients | issue, s | copies a second | peak, MB | decode, ms | again, ms | written a second | plainly | share | of it files | of processor time |"  # noqa: E501
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for n in sizes:
        it = apart(n)
        yield (
            f"| {n:,} | {it['issue']:.2f} | {n / it['issue']:.0f} | {it['peak']} |"
            f" {it['cold'] * 1e3:.0f} | {it['warm'] * 1e3:.0f} |"
            f" {n / it['written'][0]:.0f} | {n / it['plain'][0]:.0f} |"
            f" {it['plain'][0] / it['written'][0]:.0%} |"
            f" {it['plain'][0] / it['written'][1]:.0%} |"
            f" {it['plain'][1] / it['written'][2]:.0%} |"
        )


def peers(sizes, folder):
    """The table of the others: copies a second to mark, milliseconds to trace one retyped copy."""
    heads = "".join(f" {n:,} |" for n in sizes)
    yield f"| program, marked a second (ms a trace, MB) |{heads}"
    yield "|---|" + "---|" * len(sizes)
    for name, (requirement, snippet) in RIVALS.items():
        if requirement is None:
            yield f"| {name} | {snippet} |"
            continue
        try:
            inside = Path(folder) / (requirement or "canary")
            environment = Environment(inside, requirement, None if requirement else sys.executable)
        except subprocess.SubprocessError:
            yield f"| {name} | could not be installed |"
            continue
        cells = "".join(f" {peer(environment, snippet, n)} |" for n in sizes)
        yield f"| {name} |{cells}"


def peer(environment, snippet, n):
    """One cell."""
    text = MEMO.decode()
    try:
        (copies,), marking, top = environment.call(
            snippet, "embed", [[text, n, [text]]], timeout=PATIENCE
        )
        if isinstance(copies, dict):
            return copies["error"][:60]
        leak = leaks.play("retype", copies[n // 2], seed=b"throughput")
        (named,), tracing, peak = environment.call(snippet, "trace", [[leak]], timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"over {PATIENCE} s"
    except subprocess.CalledProcessError:
        return "fails"
    if isinstance(named, dict):
        return named["error"][:60]
    said = "right" if named == n // 2 else "none" if named is None else "WRONG"
    return f"{n / max(marking, 1e-3):.0f} ({tracing * 1e3:.0f}, {max(top, peak)}; {said})"


def said(folder, lines, line):
    """Print a line and keep what there is so far: the peers take their time."""
    print(line, flush=True)
    lines.append(line)
    folder.mkdir(exist_ok=True)
    (folder / "registry_throughput.md").write_text("\n".join(lines) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--full", action="store_true", help="all sizes, into the kept table")
    parser.add_argument("--only", help="sizes, parted by commas")
    parser.add_argument("--peers", nargs="?", const="", help="run other programs too")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one)))
        return
    sizes = tuple(map(int, options.only.split(","))) if options.only else SIZES
    sizes = sizes if options.full or options.only else SIZES[:-1]
    results = RESULTS if options.full else RESULTS / "quick"
    lines = ["# Throughput", "", f"Load of the machine when begun: {os.getloadavg()[0]:.1f}.", ""]
    for line in ours(sizes):
        said(results, lines, line)
    if options.peers is not None:
        lines.append("")
        folder = options.peers or tempfile.mkdtemp()
        for line in peers(sizes, folder):
            said(results, lines, line)


if __name__ == "__main__":
    main()
