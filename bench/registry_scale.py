"""How long the registry takes: entries, copies, proofs, look-ups, audit.

python bench/registry_scale.py [--full] [--copies N] [--entries N]
"""

import resource
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary.crypto import SigningKey, sha256
from canary.log import merkle
from canary.log.note import Signer
from canary.store import NewCopy, Registry
from canary.workflows.audit import verify
from canary.workflows.vault import open_vault
from tests.vault import world

SIGNER = Signer("bench", SigningKey(bytes(32)))
ISSUE = "0a" * 16
rows = []


@contextmanager
def timed(what, count=1):
    start = time.perf_counter()
    yield
    seconds = (time.perf_counter() - start) / count
    shown = f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.2f} ms"
    rows.append((what, shown))
    print(f"{what:60} {shown}")


def copies(n):
    """Yield n copies in order, about as large as real ones."""
    for i in range(n):
        yield NewCopy((i << 200).to_bytes(32, "big"), b"w" * 32, b"f" * 32, bytes(150))


def store(folder, n):
    registry = Registry.create(folder / "big.db", "canary.registry/bench")
    known = [SIGNER.verifier]
    with registry.transaction(SIGNER, known) as transaction:
        with timed(f"put {n:,} copies and their tree"):
            transaction.put_copies(ISSUE, copies(n))
        with timed("put 100,000 prints"):
            values = [int.from_bytes(sha256(i.to_bytes(4))[:8]) for i in range(10**5)]
            transaction.put_prints(ISSUE, {value - 2**63 for value in values})
        transaction.append("export", {"what": "x", "time": 1})
    with timed("inclusion proof of one copy", 100):
        for i in range(100):
            merkle.inclusion_proof(registry.tree(ISSUE), i * n // 100, n)
    with timed("read one copy", 1000):
        for i in range(1000):
            registry.copy(ISSUE, i * n // 1000)
    with timed("stream all c_rcpt"):
        sum(1 for _ in registry.c_rcpts(ISSUE))
    with timed("look up 200 prints", 100):
        for _ in range(100):
            registry.lookup_prints(range(200))
    registry.close()
    size = (folder / "big.db").stat().st_size / 1e6
    rows.append((f"registry of {n:,} copies", f"{size:.0f} MB"))


def log(folder, n):
    home = folder / "v"
    with world.make_vault(home) as vault:
        done = 1
        for goal in sorted({1000, n}):
            with vault.writing() as transaction:
                while done < goal:
                    done += 1
                    transaction.append("export", {"what": "x", "time": 1})
            with timed(f"append one entry (commit and pin) at {goal:,} entries", 50):
                for _ in range(50):
                    vault.append("export", {"what": "x"}, now=1)
            done += 50
        with timed("record an issue of 1,000 copies"):
            world.issue(vault, [f"Name {i}" for i in range(1000)])
    with timed(f"open the vault at {n:,} entries"):
        open_vault(home, bytes).close()
    with timed(f"verify {n:,} entries and 1,000 copies, without keys"):
        assert verify(home).ok
    with timed("the same with keys"):
        assert verify(home, passphrase=bytes).ok


def main():
    options = modes.parse(__doc__, copies=(50_000, 1_000_000), entries=(1_000, 10_000))
    folder = Path(tempfile.mkdtemp())
    try:
        store(folder, options.copies)
        log(folder, options.entries)
    finally:
        shutil.rmtree(folder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("peak memory", f"{memory:.0f} MB"))
    table = "\n".join(f"| {what} | {shown} |" for what, shown in rows)
    text = f"# Registry: time and space\n\n| what | |\n|---|---|\n{table}\n"
    modes.write(options, "registry_scale.md", text)


if __name__ == "__main__":
    main()
