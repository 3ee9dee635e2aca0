"""Sites and bits per 100 words of real documents: python bench/density.py [DOCUMENT…] [--copy].

Default: every txt and md of the corpus folder (CANARY_CORPUS, default ../shared/corpus).
"""

import os
import sys
from collections import Counter
from pathlib import Path

from canary.files.documents import open_document
from canary.language import analyse
from canary.model import Channel

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
WORDING = {Channel.LEXICON, Channel.SYNTAX}


def marked(text, sites):
    """Return the text with every site as {source|variant…}."""
    out, at = [], 0
    for site in sites:
        others = [v for i, v in enumerate(site.variants) if i != site.source]
        out.append(text[at : site.span.start])
        out.append("{" + "|".join([site.variants[site.source], *others]) + "}")
        at = site.span.end
    return "".join([*out, text[at:]])


def main():
    """Print a row a document, or with --copy the document with every wording site marked."""
    paths = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    paths = paths or sorted(p for p in CORPUS.iterdir() if p.suffix in {".txt", ".md"})
    print(f"{'document':44} words sites/100 bits/100  wording sites by channel")
    for path in paths:
        document = open_document(path)
        sites = analyse(document.text).sites
        words = document.words
        wording = [s for s in sites if s.channel in WORDING]
        bits = sum(s.q.bit_length() - 1 + (0.585 if s.q == 3 else 0) for s in wording)
        counts = Counter(str(s.channel) for s in sites)
        print(
            f"{path.name[:44]:44} {words:6} {100 * len(wording) / words:8.2f} "
            f"{100 * bits / words:8.2f}  {dict(counts)}"
        )
        if "--copy" in sys.argv:
            print(marked(document.text.content, wording))


if __name__ == "__main__":
    main()
