"""Tagged prose for firing rules on: the folder of measuring texts, analysed once and cached.

Where the texts are is said by CANARY_PROSE (default: ../shared/prose beside the project).
"""

import hashlib
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import srsly

from canary.language.tagger import Passage, Word, analyse
from canary.language.traits import traits_of

ROOT = Path(os.environ.get("CANARY_PROSE", Path(__file__).parents[2] / "shared" / "prose"))
CACHE = Path(__file__).parent / ".cache"
_FIELDS = ("text", "lower", "lemma", "pos", "tag", "dep", "head", "start", "end", "sentence")


def genres(which: str) -> list[str]:
    """Return the genres of a set (`develop`, `judge-1` …)."""
    return sorted(path.stem for path in (ROOT / which).glob("*.txt"))


def documents(which: str, genre: str) -> list[list[str]]:
    """Return the plain paragraphs of one genre, document by document."""
    raw = (ROOT / which / f"{genre}.txt").read_text(encoding="utf-8")
    found: list[list[str]] = [[]]
    for block in (" ".join(p.split()) for p in raw.split("\n\n")):
        if block.startswith("==="):
            found.append([])
        elif block:
            found[-1].append(block)
    return found


def paragraphs(which: str, genre: str) -> list[str]:
    """Return the plain paragraphs of one genre, without the lines that name documents."""
    return [block for document in documents(which, genre) for block in document]


def passages(which: str, genre: str) -> Iterator[Passage]:
    """Yield the analysed paragraphs of one genre, from the cache where it is current."""
    texts = paragraphs(which, genre)
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    path = CACHE / f"{which}-{genre}-{digest}.msgpack"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        packed = [_pack(p) for p in analyse(texts)]
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(srsly.msgpack_dumps(packed))
        part.rename(path)
    unpacked = map(_unpack, srsly.msgpack_loads(path.read_bytes()))
    for document in documents(which, genre):
        members = list(islice(unpacked, len(document)))
        traits = traits_of(members)
        for passage in members:
            passage.traits = traits
        yield from members


def _pack(p: Passage) -> list:
    return [p.text, p.sentences, [[getattr(w, f) for f in _FIELDS] for w in p.words]]


def _unpack(record: list) -> Passage:
    text, sentences, rows = record
    words = [Word(n, *row[:6], row[6], row[7], row[8], row[9]) for n, row in enumerate(rows)]
    for word in words:
        if word.head != word.index:
            words[word.head].kids.append(word.index)
    return Passage(text, words, [tuple(s) for s in sentences])
