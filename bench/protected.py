"""Does any rendering change a quotation, name, number or heading? Over corpus and develop prose.

What must stay is found here by patterns of the text, not by the program's own protection. Every
document is rendered twice, all sites at their first and all at their last variant, and must hold
the same quotations, names (capitals in mid-sentence), numbers and headings in the same order.
"""

import os
import re
from collections import Counter
from pathlib import Path

import judge
import prose

from canary.files.documents import open_document
from canary.language import analyse
from canary.workflows.plan import make_plan
from canary.workflows.rendering import replacements

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
KEPT = {
    "quotations": re.compile(r"“[^”\n]*”|(?<![\w\"])\"[^\"“”\n]+\"(?![\w\"])"),
    "numbers": re.compile(r"\d(?:[\d.,:/]*\d)?"),
    "names": re.compile(r"(?<=[\w,;%][ \u00a0])(?!(?:I|You|We|It|They)\b)[A-Z][\w’'-]*"),
    "headings": re.compile(
        r"^(?:#+ .*|[A-Z][A-Z ,.'-]{3,}|(?:To|From|Date|Subject|Re):.*)$", re.MULTILINE
    ),
}


def extremes(sites):
    """Yield the codewords with every site at its first and at its last variant."""
    yield bytes(len(sites))
    yield bytes(site.q - 1 for site in sites)


def changed(source, copy):
    """Yield what kind of thing differs, with the first difference."""
    for kind, pattern in KEPT.items():
        was, now = ([re.sub("  +", " ", f) for f in pattern.findall(t)] for t in (source, copy))
        if was != now:
            at = next((i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), 0)
            yield kind, (was[at : at + 1], now[at : at + 1])


def spliced(content, sites, word):
    """Return the text that shows `word`."""
    pieces, at = [], 0
    for span, new in sorted(replacements(sites, word)):
        pieces += [content[at : span.start], new]
        at = span.end
    return "".join([*pieces, content[at:]])


def texts():
    """Yield (group, name, text, sites) of every document."""
    for path in sorted(CORPUS.iterdir()):
        if path.suffix in {".txt", ".md"} and path.name != "weird_huge_concat.txt":
            document = open_document(path)
            yield "corpus", path.name, document.text.content, make_plan(document).plan.sites
    for genre in prose.genres("develop"):
        for number, text in enumerate(judge.documents("develop", genre)):
            yield genre, str(number), text.content, analyse(text).sites


def main():
    """Print a row a group: documents, sites, kept things, and every change."""
    counts, found = Counter(), []
    for group, name, content, sites in texts():
        counts[group, "documents"] += 1
        counts[group, "sites"] += len(sites)
        for kind, pattern in KEPT.items():
            counts[group, kind] += len(pattern.findall(content))
        for word in extremes(sites):
            for kind, difference in changed(content, spliced(content, sites, word)):
                counts[group, "changed"] += 1
                found.append(f"{group} {name} {kind}: {difference}")
    columns = ("documents", "sites", *KEPT, "changed")
    print(f"{'':14}" + "".join(f"{column:>11}" for column in columns))
    for group in dict.fromkeys(group for group, _ in counts):
        print(f"{group:14}" + "".join(f"{counts[group, column]:11}" for column in columns))
    print("\n".join(found))


if __name__ == "__main__":
    main()
