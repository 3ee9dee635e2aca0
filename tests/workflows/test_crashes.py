"""A disk that fails, a process killed, the power cut: what the bench tries at every call, sampled.

The failing disk is a C library loaded before libc, so the sample runs as a program of its own.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = """
import sys, tempfile
from bench import registry_crashes as crashes
from bench.tools import disk
disk.start_again()
for kind in crashes.FAULTS:
    with tempfile.TemporaryDirectory() as folder:
        calls, found = crashes.faults(folder, 200, kind)
    assert calls > 300, calls
    outcomes = set(found) - {"killed", "exit 0", "exit 2", "exit 5"}
    assert not outcomes, (kind, outcomes)
with tempfile.TemporaryDirectory() as folder:
    found = crashes.kills(folder, 2, copies=50)
assert all(f.startswith(("killed", "ended")) for f in found), found
for mode in ("FULL", "NORMAL"):
    with tempfile.TemporaryDirectory() as folder:
        taken, found = crashes.cuts(folder, 1, mode, copies=1, every=15)
    print(mode, taken, found["images with a loss"])
    assert bool(found["images with a loss"]) == (mode == "NORMAL"), found
"""


@pytest.mark.skipif(not shutil.which("cc") or sys.platform != "linux", reason="needs cc and Linux")
def test_nothing_is_lost_wherever_it_fails(tmp_path):
    program = tmp_path / "sample.py"
    program.write_text(SAMPLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
