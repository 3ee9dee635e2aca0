"""Does a copy gain a finding of a grammar checker?

    python bench/grammar.py [--keep FOLDER] [--copies N] [DOCUMENT …]

The checker is Harper (PyPI's harper-py, Apache-2.0), in an environment of its own; documents and
copies are those of scanners.py. Counted are findings of grammar, agreement, punctuation and
repeated words; taste, spelling and the length of sentences are not. A finding is gained if a copy
has it more often than its source. Writes bench/results/grammar.md; the exit code says whether none
is gained.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import scanners

from bench.tools.environments import Environment

REQUIREMENT = "harper-py==0.2.0"
RESULT = Path(__file__).parent / "results" / "grammar.md"
KINDS = ("Agreement", "BoundaryError", "Grammar", "Punctuation", "Repetition")
SNIPPET = f"""
from harper import Linter
_linter = Linter()
def findings(text):
    found = [(lint.lint_kind, lint.message, lint.problem_text) for lint in _linter.lint(text)]
    return [" · ".join(part) for part in found if part[0] in {KINDS!r}]
"""


def gained(source, copy):
    """Return the findings that the copy has more often than the source."""
    return sorted((Counter(copy) - Counter(source)).elements())


def main():
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="make the environment here and keep it")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("documents", nargs="*", type=Path)
    args = parser.parse_args()
    paths = args.documents or scanners.documents()
    lines = [
        "# What a grammar checker says of copies",
        "",
        f"`python bench/grammar.py`: {REQUIREMENT}, {args.copies} copies of each document, spacing",
        f"off. Findings of the kinds {', '.join(KINDS)}.",
        "",
        "| document | in the source | in its copies (mean) | gained |",
        "|---|---|---|---|",
    ]
    total = 0
    with tempfile.TemporaryDirectory() as scratch:
        environment = Environment(args.keep or Path(scratch), REQUIREMENT)
        for path in paths:
            calls = [[text] for text in scanners.texts(path, args.copies)]
            answers, _, _ = environment.call(SNIPPET, "findings", calls)
            if any(isinstance(answer, dict) for answer in answers):
                raise subprocess.SubprocessError(str(answers))
            source, *copies = answers
            new = [finding for copy in copies for finding in gained(source, copy)]
            total += len(new)
            mean = sum(map(len, copies)) / len(copies)
            shown = "; ".join(sorted(set(new))) or "–"
            lines.append(f"| {path.stem} | {len(source)} | {mean:.1f} | {shown} |")
            print(lines[-1], flush=True)
    RESULT.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
