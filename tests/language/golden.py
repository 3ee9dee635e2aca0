"""Every site of our own texts, a line a site, so that a changed rule shows in review.

`python -m tests.language.golden` writes the expected lines anew.
"""

from pathlib import Path

from canary.files.documents import open_document
from canary.language import analyse

FOLDER = Path(__file__).parents[1] / "data" / "prose"
EXPECTED = FOLDER / "sites.tsv"
_AROUND = 3  # words shown on either side


def lines():
    """Yield the lines of every text: text, tier, rule, words before, {source|variant}, after."""
    for path in sorted(FOLDER.glob("*.txt")):
        text = open_document(path).text
        analysis = analyse(text, offers=True)
        rows = [(s, "gold") for s in analysis.sites] + [(s, "silver") for s in analysis.offers]
        for site, tier in sorted(rows, key=lambda row: row[0].span.start):
            if site.channel != "spacing" and not site.rule.endswith("?"):
                yield "\t".join((path.stem, tier, site.rule, shown(text.content, site)))


def shown(content, site):
    """Return a site in the words around it."""
    before = content[: site.span.start].split()[-_AROUND:]
    after = content[site.span.end :].split()[:_AROUND]
    others = [v for i, v in enumerate(site.variants) if i != site.source]
    variants = "|".join([site.variants[site.source], *others])
    gap = " ".join(["", *after])
    return f"{' '.join(before)} {{{variants}}}{gap}".replace("\n", " ")


if __name__ == "__main__":
    EXPECTED.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
