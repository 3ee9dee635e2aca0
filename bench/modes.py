"""How thorough a bench is: quick by default, `--full` for the tables that are committed.

A quick run takes a minute or two and writes below bench/results/quick, which is not kept; its
tables have the same rows and state how few trials they rest on.
"""

import argparse
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def parse(program, **trials):
    """Return the options of a bench.

    Args:
        program: Its docstring.
        trials: Option names with (quick, full) defaults.
    """
    parser = argparse.ArgumentParser(description=program.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="as many trials as the kept tables")
    for name, (quick, full) in trials.items():
        parser.add_argument(f"--{name}", type=type(full), help=f"{quick}, with --full {full}")
    options = parser.parse_args()
    for name, defaults in trials.items():
        if getattr(options, name) is None:
            setattr(options, name, defaults[options.full])
    return options


def write(options, name, text):
    """Write a table or a plot where it belongs, and print a table."""
    folder = RESULTS if options.full else RESULTS / "quick"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    if name.endswith(".md"):
        print(text, flush=True)
