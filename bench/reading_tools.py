"""What survives the text-cleaning tools of third parties.

    python bench/reading_tools.py [--keep FOLDER] [--trials T] [DOCUMENT …]

Each tool is installed from PyPI into an environment of its own and run over copies; what comes out
is read and scored among 100 copies at 1e-6. Shares of the sites that are read right and read wrong,
copies named, wrong copies named, seconds of the processor a copy. Writes
bench/results/reading_tools.md.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import corpus
from bench.reading_accuracy import KINDS, judge, kind_of
from bench.reading_gate import copies, plans, verdict
from bench.tools.cleaners import CLEANERS
from bench.tools.environments import Environment
from canary import codes
from canary.reading import Reader
from tests.reading.marked import render

COPIES, ALPHA = 100, 1e-6
RESULT = Path(__file__).parent / "results" / "reading_tools.md"


class Stage:
    """One document as issued in memory."""

    def __init__(self, name, source, plan, trials):
        self.name, self.plan, self.trials = name, plan, trials
        self.reader = Reader(source, plan.sites)
        self.biases = codes.biases(plan, b"bias")
        self.words = copies(self.biases, COPIES, name)
        self.symbols = [list(word[: len(plan.sites)]) for word in self.words]
        self.texts = [render(source, plan.sites, s) for s in self.symbols[:trials]]

    def count(self, cleaned, counts):
        for truth, text in enumerate(cleaned):
            observation = self.reader.read(text)
            for site, reading in zip(self.plan.sites, observation.readings, strict=True):
                counts[kind_of(site), judge(reading, self.symbols[truth][site.slot])] += 1
            right, wrong = verdict(self.plan, self.biases, observation, self.words, truth, ALPHA)
            counts["named"] += right
            counts["wrong"] += wrong
            counts["trials"] += 1


def run(tool, snippet, stages, folder):
    """One row of the table."""
    environment = Environment(Path(folder) / tool, tool)
    counts, spent = Counter(), 0.0
    for stage in stages:
        calls = [[text] for text in stage.texts]
        answers, seconds, _ = environment.call(snippet, "clean", calls)
        failed = [a["error"] for a in answers if isinstance(a, dict)]
        if failed:
            return f"| {tool} | not run: {' '.join(failed[0].split())[:70]} | | | | | |"
        stage.count(answers, counts)
        spent += seconds
    cells = [f"{counts['named']}/{counts['trials']}", str(counts["wrong"])]
    for kind in KINDS:
        total = sum(counts[kind, v] for v in ("right", "erased", "wrong")) or 1
        cells.append(" · ".join(f"{100 * counts[kind, v] / total:.1f}" for v in ("right", "wrong")))
    return f"| {tool} | {' | '.join(cells)} | {spent / counts['trials']:.2f} |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", help="make the environments here and keep them")
    parser.add_argument("--trials", type=int, default=5)
    parser.add_argument("documents", nargs="*", type=Path, default=[corpus.SPEECH, corpus.MINUTES])
    options = parser.parse_args()
    stages = [Stage(*each, options.trials) for each in plans(options.documents)]
    lines = [
        "# What survives text-cleaning tools",
        "",
        "`python bench/reading_tools.py DOCUMENT …`: each tool from PyPI, in its own environment,",
        f"over {options.trials} copies each of {', '.join(stage.name for stage in stages)};",
        f"named among {COPIES} copies at {ALPHA:g}. Per kind of site: % read right · % read wrong;",
        "the rest is erased.",
        "",
        "| tool | named | wrong | words | signs | spaces | s a copy |",
        "|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for tool, snippet in CLEANERS.items():
            try:
                row = run(tool, snippet, stages, options.keep or folder)
            except (subprocess.SubprocessError, OSError) as error:
                row = f"| {tool} | not run: {type(error).__name__} | | | | | |"
            lines.append(row)
            print(row, flush=True)
    RESULT.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
