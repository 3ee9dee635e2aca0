"""The channels every claim is measured on, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from canary.errors import UsageError
from canary.leaks import attacker, collusion, editor, press, scanner, typist
from canary.leaks.chance import Chance
from canary.leaks.prose import foreign
from canary.model import Site

_PLAYERS: dict[str, tuple[str, Callable[..., str]]] = {
    "verbatim": ("copied, forwarded, saved again", lambda text, _: text),
    "paste": ("white space collapsed, plain quotes and dashes", lambda t, _: typist.paste(t)),
    "retype": ("typed again with a few slips", typist.retype),
    "rewrap": ("lines broken anew", lambda t, _, **p: typist.rewrap(t, **p)),
    "upper": ("set in capitals", lambda t, _: typist.upper(t)),
    "clean": ("run through a cleaning tool", lambda t, _: typist.clean(t)),
    "obfuscate": ("look-alike letters and invisible characters strewn in", typist.obfuscate),
    "editor": ("retyped and edited for print in a house style", editor.editor),
    "intercept": ("retyped by one person, edited by another", editor.intercept),
    "repost": ("sentences re-punctuated, glosses added, paragraphs split", editor.repost),
    "redact": ("names or sentences blacked out", editor.redact),
    "excerpt": ("some sentences in a row", press.excerpt),
    "quotes": ("some passages quoted inside an article", press.quotes),
    "newspaper": ("quoted with brackets, elisions and dropped lead-ins", press.newspaper),
    "mixed": ("strewn over another text", press.mixed),
    "editions": ("pieced together from two editions", collusion.editions),
    "scan": ("printed, scanned and read back", scanner.scan),
    "photo": ("photographed on paper and read back", scanner.photo),
    "screenshot": ("one screen of it, read back", scanner.screenshot),
    "ocr": ("read back with a given rate of errors", scanner.ocr),
    "word-edit": ("words deleted, inserted and replaced at random", attacker.word_edit),
    "synonym-attack": ("words replaced by synonyms", attacker.synonym_attack),
    "oral": ("read out and transcribed", typist.oral),
    "translate": ("put into another language", attacker.translate),
    "paraphrase": ("said in other words", attacker.paraphrase),
    "summary": ("the heads of some sentences", lambda t, _, **p: attacker.summary(t, **p)),
    "null": ("unrelated prose", lambda _text, chance, **p: foreign(chance, p.get("count", 40))),
}

CHANNELS: dict[str, str] = {name: description for name, (description, _) in _PLAYERS.items()}


def play(name: str, text: str, *, seed: bytes, **parameters: float | str) -> str:
    """Return what a channel makes of a text.

    Args:
        name: A key of `CHANNELS`.
        text: A copy.
        seed: What the channel's choices follow from.
        parameters: The channel's own; see the function of its name.

    Raises:
        UsageError: No such channel.

    Example:
        >>> play("upper", "“Now”, he  said.", seed=b"")
        '"NOW", HE SAID.'
    """
    if name not in _PLAYERS:
        raise UsageError(f"no such leak channel: {name!r}", hint=f"one of {', '.join(CHANNELS)}")
    chance = Chance(name.encode() + b"\0" + seed)
    return _PLAYERS[name][1](text, chance, **parameters)


def wash(text: str, sites: Sequence[Site], *, seed: bytes, share: float = 1.0) -> str:
    """Return a copy with a share of the sites found in it drawn anew (see `attacker.redrawn`)."""
    return attacker.redrawn(text, sites, Chance(b"wash\0" + seed), share=share)
