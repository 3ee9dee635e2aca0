"""Compile wordlists/*.toml into wordlists/compiled.json; `--check` only says if it is current."""

import sys
from pathlib import Path

from canary.errors import CanaryError
from canary.language.compiler import compile_wordlists

FOLDER = Path(__file__).parent.parent / "wordlists"


def main() -> int:
    """Build, or check, and return the exit code."""
    sources = {p.name: p.read_text(encoding="utf-8") for p in sorted(FOLDER.glob("*.toml"))}
    target = FOLDER / "compiled.json"
    try:
        compiled = compile_wordlists(sources) + b"\n"
    except CanaryError as err:
        print(f"wordlists: {err}", file=sys.stderr)
        return 1
    if "--check" in sys.argv:
        current = target.exists() and target.read_bytes() == compiled
        print("wordlists: up to date" if current else "wordlists: stale, run make wordlists")
        return 0 if current else 1
    target.write_bytes(compiled)
    return 0


if __name__ == "__main__":
    sys.exit(main())
