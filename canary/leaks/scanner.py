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
    return "".join(_misread("\n".join(_paged(_printed(text, chance, width), page)), chance, cer))


def scan(text: str, chance: Chance, *, dpi: float = 200) -> str:
    """Print a text and scan it: one character in 200 misread at 300 dpi, one in 13 at 100 dpi."""
    return ocr(text, chance, cer=0.005 * (300 / dpi) ** 2.5)


def photo(
    text: str, chance: Chance, *, cer: float = 0.01, perspective: float = 4.0, crop: float = 0.1
) -> str:
    """Photograph the printed pages at an angle and read them back.

    Args:
        text: What is printed.
        chance: Where the errors fall.
        cer: Character error rate at the near end of a line.
        perspective: How many times as many errors there are at its far end.
        crop: Share of a page's lines that lies outside the frame, 0 to 0.5.
    """
    lines = _printed(text, chance, 66)
    shown = []
    for top in range(0, len(lines), 40):
        page = lines[top : top + 40]
        out = round(crop * len(page))
        above = chance.between(0, out)
        shown += page[above : len(page) - (out - above)]
    return "\n".join("".join(_slanted(line, chance, cer, perspective)) for line in shown)


def screenshot(text: str, chance: Chance, *, lines: int = 25, cer: float = 0.002) -> str:
    """Read back what one screen shows: some lines in a row, hardly any misread."""
    shown = _printed(text, chance, 100)
    top = chance.below(max(1, len(shown) - lines + 1))
    return "".join(_misread("\n".join(shown[top : top + lines]), chance, cer))


def _printed(text: str, chance: Chance, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs(text):
        lines.extend([*_set(paragraph, chance, width), ""])
    return lines


def _paged(lines: list[str], page: int) -> list[str]:
    """Return the lines with a running head between pages."""
    printed: list[str] = []
    for number, line in enumerate(lines):
        if number and number % page == 0:
            printed.extend(["", f"CONFIDENTIAL                 Page {number // page}", ""])
        printed.append(line)
    return printed


def _slanted(line: str, chance: Chance, cer: float, perspective: float) -> list[str]:
    """Read a line that grows smaller towards its end."""
    rates = [cer * (1 + (perspective - 1) * at / 66) for at in range(len(line))]
    return [
        _confused(char, chance) if chance.hits(rate) else char
        for char, rate in zip(line, rates, strict=True)
    ]


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
