"""Coverage-guided fuzzing of the text path: no crash, no hang, no attribution.

    python bench/reading_fuzz.py [--full] [--minutes M]

Makes an environment of its own with atheris (libFuzzer for Python) and fuzzes, in it, what a leak
goes through: bytes to text, text to shingles, text to readings, readings to a verdict; and bytes
to the blocks of a document. Inputs are spliced from the source (which no recipient was given),
hostile fragments, and what the fuzzer makes up. A failure is an exception that is no CanaryError,
an input that takes 5 seconds of the processor (at most 4 KB; the clock on the wall would accuse a
busy machine), or a copy attributed at 1e-9. The input is kept in bench/.cache/fuzz. The minutes are
of the processor too: the fuzzer ends itself when it has used them. Writes reading_fuzz.md.
"""

import os
import re
import resource
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes

ROOT = Path(__file__).parents[1]
COPIES = 20
ALPHA = 1e-9  # less than one over the inputs tried
LONGEST = 5.0  # seconds of the processor for one input
FAILURES = ROOT / "bench" / ".cache" / "fuzz"
HOSTILE = (
    "\0", "\u202e", "\u0301" * 40, "\ud800", "\u200b", "[", "'", "-\n", "\r\n\r\n", "\t", "  ",
    "...", "…", "ﬁ", "Ǆ", "İ", "ß", "1234567890" * 9, "x" * 300, "{a|b}", "```\n", "# ", "> ",
)  # fmt: skip


def fuzz(minutes, arguments):
    """Run inside the environment of its own, until `minutes` of the processor are used."""
    import atheris  # noqa: PLC0415

    with atheris.instrument_imports(include=["canary"]):
        from canary import codes  # noqa: PLC0415
        from canary.errors import CanaryError  # noqa: PLC0415
        from canary.files.decoding import decode  # noqa: PLC0415
        from canary.files.documents import parse  # noqa: PLC0415
        from canary.model import Outcome, Plan  # noqa: PLC0415
        from canary.reading import Reader, leak_shingles, shingles  # noqa: PLC0415
    from tests.reading.marked import memo, render  # noqa: PLC0415

    source, sites = memo("harbour")
    plan = Plan("", "", "U", tuple(sites))
    law = codes.biases(plan, b"fuzz")
    words = list(codes.codewords([bytes([j]) * 32 for j in range(COPIES)], law))
    reader = Reader(source, sites)

    def attributed(leak):
        observation = reader.read(leak)
        if not observation.count(Outcome.OBSERVED):
            return []
        found = codes.attribute(plan, law, observation, words, alpha=ALPHA, keep=1)
        return [each.copy for each in found.candidates if each.attributed]

    if attributed(render(source, sites, list(words[3]))) != [3]:
        raise RuntimeError("a whole copy is not attributed, so fuzzing would show nothing")

    def spliced(data):
        pieces = []
        while data.remaining_bytes() and len(pieces) < 60:
            kind = data.ConsumeIntInRange(0, 4)
            if kind <= 1:
                start = data.ConsumeIntInRange(0, len(source) - 1)
                pieces.append(source[start : start + data.ConsumeIntInRange(0, 400)])
            elif kind == 2:
                pieces.append(HOSTILE[data.ConsumeIntInRange(0, len(HOSTILE) - 1)])
            else:
                pieces.append(data.ConsumeUnicode(data.ConsumeIntInRange(0, 30)))
        return "".join(pieces)

    slowest = [0.0]

    def one(raw):
        begun = time.process_time()
        tried(raw)
        spent = time.process_time() - begun
        if spent > slowest[0]:
            slowest[0] = spent
            print(f"slowest: {spent:.3f} s", file=sys.stderr)
        if spent > LONGEST:
            raise RuntimeError(f"{spent:.1f} s for {len(raw)} bytes")
        if time.process_time() > 60 * minutes:
            os.kill(os.getpid(), signal.SIGUSR1)  # how libFuzzer is asked to stop and to report

    def tried(raw):
        data = atheris.FuzzedDataProvider(raw)
        if data.ConsumeBool():
            leak = spliced(data)
        else:
            rest = data.ConsumeBytes(len(raw))
            try:
                parse(rest, name=("a.txt", "a.md")[len(rest) % 2])
                leak = decode(rest, what="leak")[0]
            except CanaryError:
                return
        leak_shingles(leak)
        if named := attributed(leak):
            raise RuntimeError(f"copies {named} attributed")
        if len(leak) < 2_000:
            shingles(leak, [])

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def environment(folder):
    """Make a virtual environment with atheris and return its interpreter."""
    venv.create(folder, with_pip=True)
    python = Path(folder) / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "atheris"], check=True)
    return python


def main():
    if sys.argv[1:2] == ["--inside"]:
        fuzz(float(sys.argv[2]), sys.argv[3:])
        return
    options = modes.parse(__doc__, minutes=(1.0, 30.0))
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder) / "venv")
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        (corpus / "memo").write_bytes(b"\0" + (ROOT / "README.md").read_bytes())
        path = os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")])
        FAILURES.mkdir(parents=True, exist_ok=True)
        limits = ["-max_len=4096", "-timeout=300", "-rss_limit_mb=2048", "-print_final_stats=1"]
        command = [python, __file__, "--inside", str(options.minutes), *limits]
        begun = time.monotonic()
        run = subprocess.run(
            [*command, f"-artifact_prefix={FAILURES}/", str(corpus)],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        report(options, run, time.monotonic() - begun, len(list(corpus.iterdir())))
    sys.exit(run.returncode)


def report(options, run, spent, kept):
    stats = dict(re.findall(r"stat::(\w+):\s+(\d+)", run.stderr))
    slowest = re.findall(r"slowest: (\S+) s", run.stderr) or ["-"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    covered = re.findall(r"cov: (\d+) ft: (\d+)", run.stderr)
    lines = [
        "# Fuzzing the text path",
        "",
        "`python bench/reading_fuzz.py --full`: atheris (libFuzzer) on one core; see the script.",
        "",
        "| | |",
        "|---|---|",
        f"| minutes by the clock | {spent / 60:.1f} |",
        f"| minutes of the processor | {(used.ru_utime + used.ru_stime) / 60:.1f} |",
        f"| inputs tried | {int(stats.get('number_of_executed_units', 0)):,} |",
        f"| inputs kept for new coverage | {kept:,} |",
        f"| edges, features covered | {' and '.join(covered[-1]) if covered else '-'} |",
        f"| slowest input, seconds of the processor | {slowest[-1]} |",
        f"| peak memory, MB | {stats.get('peak_rss_mb', '-')} |",
        f"| crashes, hangs, attributions | {'none' if run.returncode == 0 else 'FOUND'} |",
        "",
    ]
    if run.returncode:
        lines += ["```", *run.stderr.splitlines()[-40:], "```", ""]
    modes.write(options, "reading_fuzz.md", "\n".join(lines))


if __name__ == "__main__":
    main()
