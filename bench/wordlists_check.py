"""Run the accept and reject sentences of wordlist files: python bench/wordlists_check.py FILE…"""

import re
import sys
from pathlib import Path

from canary.errors import CanaryError
from canary.language.compiler import compile_wordlists, examples
from canary.language.examples import failures
from canary.language.lexicon import Lexicon

FOLDER = Path(__file__).parent.parent / "wordlists"


def sources(paths: list[Path]) -> dict[str, str]:
    """Return the texts of the files and of those every compilation needs."""
    always = [FOLDER / "forms.toml", FOLDER / "guards.toml"]
    return {p.name: p.read_text(encoding="utf-8") for p in (*always, *paths)}


def main() -> int:
    """Check, print the failures, and return the exit code."""
    paths = [Path(a) for a in sys.argv[1:]] or sorted(FOLDER.glob("*.toml"))
    bad = 0
    texts = {}
    for path in paths:  # report every broken record of a file, not only the first
        texts.update(sources([path]))
    try:
        lexicon = Lexicon.parse(compile_wordlists(texts))
    except CanaryError as err:
        print(f"error: {err}")
        return 1
    for failure in failures(lexicon, list(examples(texts))):
        bad += 1
        print(failure)
    count = len(re.findall(r"^\[\[(?:class|rule)\]\]", "\n".join(texts.values()), re.MULTILINE))
    print(f"{count} classes and rules, {bad} failing sentences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
