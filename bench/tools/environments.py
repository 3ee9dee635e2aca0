"""Programs of third parties, each in a virtual environment of its own, never in the project's."""

import json
import os
import subprocess
import tempfile
import venv
from pathlib import Path

_WORKER = """
import json, os, pickle, re, sys
os.environ.setdefault("HOME", os.getcwd())
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"))
request = json.load(open(sys.argv[2]))
answers, begun = [], sum(os.times()[:4])
for arguments in request["calls"]:
    try:
        answers.append(globals()[request["function"]](*arguments))
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"[:200]})
seconds = sum(os.times()[:4]) - begun  # of the processor, programs called included
status = open("/proc/self/status").read()  # ru_maxrss would count what the parent held
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024
json.dump({"answers": answers, "seconds": seconds, "peak": peak}, open(sys.argv[3], "w"))
"""


class Environment:
    """A folder with an interpreter, in which functions of a snippet are called.

    Args:
        folder: Where it is made.
        requirement: What pip installs, or "" for nothing but the interpreter given.
        interpreter: An existing interpreter to use instead of a new environment.
        timeout: Seconds that the installation may take.
    """

    def __init__(self, folder, requirement, interpreter=None, *, timeout=300):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.python = interpreter
        if interpreter is None:
            self.python = self.folder / "venv" / "bin" / "python"
            if not self.python.exists():
                venv.create(self.folder / "venv", with_pip=True)
            pip = [self.python, "-m", "pip", "install", "--quiet", requirement]
            subprocess.run(pip, check=True, capture_output=True, timeout=timeout)

    def call(self, snippet, function, calls, *, timeout=600):
        """Call a function of a snippet once a tuple of arguments; return answers, seconds, MB."""
        with tempfile.TemporaryDirectory() as scratch:
            code, request, answer = (Path(scratch) / name for name in ("code", "in", "out"))
            code.write_text(snippet)
            request.write_text(json.dumps({"function": function, "calls": calls}))
            subprocess.run(
                [self.python, "-c", _WORKER, code, request, answer],
                check=True,
                capture_output=True,
                timeout=timeout,
                cwd=self.folder,
                env={**os.environ, "STATE": str(self.folder / "state")},
            )
            found = json.loads(answer.read_text())
        return found["answers"], found["seconds"], found["peak"]
