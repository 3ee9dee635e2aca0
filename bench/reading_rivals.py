"""Canary beside other programs that mark texts: same document, same channels, same counts.

    python bench/reading_rivals.py [--keep FOLDER] [--trials T] [DOCUMENT …]

Each program marks a copy for each of 100 recipients, in an environment of its own; `trials` of the
copies leak through each channel, and the program says whose they are. Counted: right, wrong; and
seconds of the processor to mark all copies and to trace one, peak memory. *source* is the unmarked
document and *null* unrelated prose: nobody should be named. The documents after --corpus are what
one of the programs asks for to calibrate itself. Writes bench/results/reading_rivals.md.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import corpus
from bench.tools.environments import Environment
from bench.tools.rivals import RIVALS
from canary import leaks

RESULT = Path(__file__).parent / "results" / "reading_rivals.md"
COPIES = 100
CHANNELS = [
    ("verbatim", {}), ("paste", {}), ("clean", {}), ("retype", {}), ("upper", {}),
    ("intercept", {}), ("repost", {}), ("ocr", {"cer": 0.03}), ("word-edit", {"rate": 0.1}),
    ("synonym-attack", {"rate": 0.3}), ("quotes", {"count": 8, "words": 54}), ("null", {}),
]  # fmt: skip


def leaked(copies, source, trials):
    """(channel, truth, leak) for every trial."""
    for name, parameters in CHANNELS:
        for trial in range(trials):
            truth = trial * 37 % COPIES
            seed = f"rivals {trial}".encode()
            leak = leaks.play(name, copies[truth], seed=seed, **parameters)
            yield name, None if name == "null" else truth, leak
    yield "source", None, source


def row(name, rival, source, others, options, folder):
    """Marks and traces with one program; cells right/wrong a channel, then cost."""
    requirement, snippet = rival
    if requirement is None:
        return f"| {name} | {snippet} |"
    inside = Path(folder) / (requirement or "canary")
    interpreter = None if requirement else sys.executable
    environment = Environment(inside, requirement, interpreter)
    (copies,), marking, top = environment.call(snippet, "embed", [[source, COPIES, others]])
    if isinstance(copies, dict):
        return f"| {name} | {copies['error'][:80]} |"
    played = list(leaked(copies, source, options.trials))
    named, tracing, peak = environment.call(snippet, "trace", [[leak] for *_, leak in played])
    failed = [n["error"] for n in named if isinstance(n, dict)]
    if failed:
        return f"| {name} | {failed[0][:80]} |"
    cells = []
    for channel in [*(channel for channel, _ in CHANNELS), "source"]:
        pairs = [(t, n) for (c, t, _), n in zip(played, named, strict=True) if c == channel]
        right = sum(n == t and t is not None for t, n in pairs)
        wrong = sum(isinstance(n, int) and n != t for t, n in pairs)
        cells.append(f"{right}·{wrong}" if pairs[0][0] is not None else f"–·{wrong}")
    cost = f"{marking:.1f} s | {1000 * tracing / len(played):.0f} ms | {max(top, peak)} MB"
    return f"| {name} | {' | '.join(cells)} | {cost} |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", help="make the environments here and keep them")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--corpus", nargs="*", default=[])
    parser.add_argument(
        "documents", nargs="*", type=Path, default=[corpus.MINUTES, corpus.MEMORANDUM]
    )
    options = parser.parse_intermixed_args()
    heads = [*(channel for channel, _ in CHANNELS), "source", "marking", "trace", "memory"]
    lines = [
        "# Side by side",
        "",
        f"`python bench/reading_rivals.py DOCUMENT …`: {COPIES} recipients, {options.trials} leaks",
        "a channel, right·wrong. Canary names at 1e-6; the others by their own rule (see",
        "`bench/tools/rivals.py`). *source* and *null* come from no copy. Memory: the larger",
        "peak of marking and tracing.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for path in options.documents:
            source = path.read_text()
            others = [Path(other).read_text(errors="replace") for other in options.corpus]
            lines += [f"## {path.name}, {len(source.split()):,} words", ""]
            lines += [f"| program | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
            for name, rival in RIVALS.items():
                try:
                    line = row(name, rival, source, others, options, options.keep or folder)
                except (subprocess.SubprocessError, OSError) as error:
                    line = f"| {name} | not run: {type(error).__name__} |"
                lines.append(line)
                print(line, flush=True)
            lines.append("")
    RESULT.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
