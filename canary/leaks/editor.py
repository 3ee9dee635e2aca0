"""What editors do to a document before they print it.

The founding case: a cable published in 2023 by editors who corrected its minor typos, removed
markings and numbers, and retyped it, because such details can mark a document.
"""

from __future__ import annotations

import re

from canary.leaks.chance import Chance
from canary.leaks.prose import paragraphs, sentences
from canary.leaks.typist import paste, retype

_SPELLINGS = (
    ("organis", "organiz"), ("recognis", "recogniz"), ("emphasis", "emphasiz"),
    ("authoris", "authoriz"), ("analys", "analyz"), ("colour", "color"), ("labour", "labor"),
    ("favour", "favor"), ("honour", "honor"), ("harbour", "harbor"), ("neighbour", "neighbor"),
    ("behaviour", "behavior"), ("centre", "center"), ("theatre", "theater"), ("defence", "defense"),
    ("programme", "program"), ("judgement", "judgment"), ("grey", "gray"), ("e-mail", "email"),
    ("per cent", "percent"), ("cancelled", "canceled"), ("travelled", "traveled"),
    ("catalogue", "catalog"), ("cheque", "check"),
)  # fmt: skip
_NUMBERING = re.compile(r"^\s*(?:\(?[0-9]{1,3}[.)]|\(?[a-z]\)|[-*•])\s+", re.MULTILINE)
_MARKING = re.compile(
    r"\b(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|NOFORN|SENSITIVE)\b[ /]*|"
    r"\((?:S|C|U|TS|SBU)\)\s*"
)
_SERIES = re.compile(r"(\w+), ([\w ]{2,30})(,?) (and|or) (?=\w)")
_NAME = re.compile(r"(?<![.!?:\"“]\s)(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b", re.MULTILINE)
_GLOSSES = ("[sic]", "(see below)", "[emphasis ours]", "(our note)", "[as received]")
_SHORTEST_HEADING = 70  # characters; a shorter line without a full stop is a heading


def editor(text: str, chance: Chance, *, rate: float = 0.004, quotes: str = "single") -> str:
    """Prepare a text for print: retyped, typos mended, numbers and headings gone, house style.

    Args:
        text: The document.
        chance: Where the slips fall, and which of the house's styles apply.
        rate: Slips a character while retyping; nine in ten are mended.
        quotes: "single", "double" or "curly".
    """
    lines = [line for line in paragraphs(text) if not _is_heading(line)]
    plain = _MARKING.sub("", _NUMBERING.sub("", "\n\n".join(lines)))
    styled = _series(_spelled(plain, american=chance.hits(0.5)), comma=chance.hits(0.5))
    return _quoted(retype(styled, chance, rate=rate, corrected=0.9), quotes)


def intercept(text: str, chance: Chance, *, rate: float = 0.005) -> str:
    """Play the founding case: one person retypes, another edits what was typed."""
    typed = "\n\n".join(retype(part, chance, rate=rate) for part in paragraphs(text))
    return editor(typed, chance, rate=rate)


def repost(text: str, chance: Chance, *, joins: float = 0.3, glosses: float = 0.03) -> str:
    """Post again elsewhere: sentences joined by dashes, glosses added, paragraphs split anew.

    Args:
        text: The document.
        chance: Where it is done.
        joins: Share of the sentences joined to the next.
        glosses: Glosses a sentence.
    """
    out: list[str] = []
    for sentence in sentences(paste(text).replace("\n", "\n\n")):
        joined = chance.hits(joins) and sentence.endswith(".")
        shown = sentence[:-1] + " —" if joined else sentence
        if chance.hits(glosses):
            shown += " " + chance.pick(_GLOSSES)
        out.append(shown + (" " if joined or chance.hits(0.7) else "\n\n"))
    return "".join(out).strip()


def redact(text: str, chance: Chance, *, share: float = 0.2, unit: str = "sentence") -> str:
    """Black out a share of the names or of the sentences.

    Args:
        text: The document.
        chance: Which ones.
        share: 0.05 to 0.4 in practice.
        unit: "name" or "sentence".
    """
    if unit == "name":
        return _NAME.sub(lambda m: "█" * len(m[0]) if chance.hits(share) else m[0], text)
    shown = ("█" * 12 if chance.hits(share) else sentence for sentence in sentences(text))
    return " ".join(shown)


def _is_heading(line: str) -> bool:
    return "\n" not in line and len(line) < _SHORTEST_HEADING and line[-1] not in ".!?:;\"'”’)"


def _spelled(text: str, *, american: bool) -> str:
    for british, other in _SPELLINGS:
        old, new = (british, other) if american else (other, british)
        text = re.sub(rf"\b{old}(?!\w*m\b)", new, text)
    return text


def _series(text: str, *, comma: bool) -> str:
    """Put a comma before the last member of every list of three, or none."""
    return _SERIES.sub(lambda m: f"{m[1]}, {m[2]}{',' if comma else ''} {m[4]} ", text)


def _quoted(text: str, quotes: str) -> str:
    opening, closing = {"single": ("‘", "’"), "double": ('"', '"'), "curly": ("“", "”")}[quotes]
    return re.sub(r'"([^"\n]*)"', rf"{opening}\1{closing}", text)
