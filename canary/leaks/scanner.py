"""What printing, scanning and optical character recognition do to a text."""

from __future__ import annotations

import textwrap

from canary.leaks.chance import Chance
from canary.leaks.prose import paragraphs

_CONFUSIONS = {
    "m": ("rn", "nn", "in"), "rn": ("m",), "l": ("1", "I", "i"), "i": ("l", "j", "1"),
    "o": ("0", "c", "e"), "e": ("c", "o"), "c": ("e", "o"), "h": ("b", "li"), "b": ("h", "6"),
    "n": ("ri", "u", "h"), "u": ("n", "ii"), "d": ("cl", "a"), "cl": ("d",), "a": ("o", "s", "u"),
    "s": ("5", "a"), "t": ("f", "l", "i"), "f": ("t", "r"), "r": ("f", "n"), "v": ("y", "u"),
    "y": ("v", "g"), "w": ("vv", "iv"), "g": ("q", "9"), "p": ("o", "n"), "k": ("lc", "h"),
    ".": (",", ""), ",": (".", ""), ";": (":",), "-": ("", "~"), "0": ("O",), "1": ("l",),
}  # fmt: skip


def ocr(text: str, chance: Chance, *, cer: float = 0.03, width: int = 66, page: int = 40) -> str:
    """Print a text, scan it and read it back.

    Args:
        text: What is printed.
        chance: Where the errors fall.
        cer: Character error rate, 0.002 to 0.08 in practice.
        width: Characters a printed line; words are hyphenated at its end now and then.
        page: Lines a page; a running head and a number stand between pages.
    """
    lines: list[str] = []
    for paragraph in paragraphs(text):
        lines.extend([*_set(paragraph, chance, width), ""])
    printed: list[str] = []
    for number, line in enumerate(lines):
        if number and number % page == 0:
            printed.extend(["", f"CONFIDENTIAL                 Page {number // page}", ""])
        printed.append(line)
    return "".join(_misread("\n".join(printed), chance, cer))


def _set(paragraph: str, chance: Chance, width: int) -> list[str]:
    """Return a paragraph's lines, a long word in eight hyphenated at the end of its line."""
    lines = textwrap.wrap(" ".join(paragraph.split()), width)
    for index in range(len(lines) - 1):
        word, _, rest = lines[index + 1].partition(" ")
        if len(word) > 7 and word.isalpha() and chance.hits(0.5):
            cut = chance.between(3, len(word) - 3)
            lines[index] += f" {word[:cut]}-"
            lines[index + 1] = f"{word[cut:]} {rest}"
    return lines


def _misread(text: str, chance: Chance, cer: float) -> list[str]:
    out: list[str] = []
    index = 0
    while index < len(text):
        pair = text[index : index + 2]
        size = 2 if pair in _CONFUSIONS and chance.hits(0.5) else 1
        seen = text[index : index + size]
        out.append(_confused(seen, chance) if chance.hits(cer) else seen)
        index += size
    return out


def _confused(seen: str, chance: Chance) -> str:
    if seen == " ":
        return chance.pick(("", "  ", " "))
    if seen in _CONFUSIONS:
        return chance.pick(_CONFUSIONS[seen])
    return seen if not seen.isalnum() else chance.pick((seen + " ", "", seen.swapcase(), "'"))
