"""What the words around a verb ask of its form: *am is are* by the subject, *to do / doing* after.

Nothing is inflected here; the forms are those of the compiled wordlists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from canary.language.match import SUBJECTS, Match
from canary.language.tagger import Passage, Word

Forms = Mapping[str, tuple[str, ...]]

_ALSO = {"VBP": "VBP.i", "VBD": "VBD.pl"}  # am beside are, were beside was
_SINGULAR = frozenset({"i", "he", "she", "it", "this"})
_PLURAL = frozenset({"we", "you", "they", "these", "those"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "pcomp", "acl", "relcl"})
_OWN = frozenset({"aux", "auxpass", "neg", "conj", "cc"}) | SUBJECTS


def forms_of(forms: Forms, tag: str) -> list[tuple[str, ...]]:
    """Return the forms of a tag; two for the present and past of *be*."""
    return [forms[key] for key in (tag, _ALSO.get(tag, "")) if key in forms]


def agreeing_form(forms: Forms, tag: str, match: Match, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Return the form of `tag` that agrees with the subject of the match; () if that is unsure.

    Args:
        forms: Of the variant to be shown.
        tag: Of the verb that stands there.
        match: Where it stands.
        shown: Its words: *was* and *were* tell the number by themselves.
    """
    choice = forms_of(forms, tag)
    if len(choice) < 2:
        return choice[0] if choice else ()
    subject = next((w for w in match.kids() if w.dep in SUBJECTS), None)
    if tag == "VBP":
        return choice[_is_single_i(match, subject)] if subject is not None else ()
    number = "singular" if "was" in shown else "plural" if "were" in shown else None
    number = number or (None if subject is None else _number(match, subject))
    return choice[number == "plural"] if number else ()


def _is_single_i(match: Match, subject: Word) -> bool:
    return subject.lower == "i" and not _joined(match, subject)


def _joined(match: Match, word: Word) -> bool:
    return any(match.passage.words[i].dep == "conj" for i in word.kids)


def _number(match: Match, subject: Word) -> str | None:
    """Return "singular" (which takes *was*) or "plural", or None where it is unsure."""
    if _joined(match, subject):
        return None
    if subject.tag in {"NNS", "NNPS"} or subject.lower in _PLURAL:
        return "plural"
    return "singular" if subject.tag in {"NN", "NNP"} or subject.lower in _SINGULAR else None


@dataclass(frozen=True, slots=True)
class Follower:
    """A verb after a verb: *to build*, *building*.

    Attributes:
        base: Its base form.
        gerund: Its *-ing* form.
        last: Index of the word after it.
    """

    base: str
    gerund: str
    last: int

    def suits(self, tag: str, follow: str | None) -> bool:
        """Whether the verb before it, of form `tag`, bears that form: *beginning building* jars."""
        return not (tag == "VBG" and follow == "ing")

    def rendered(self, follow: str | None) -> str:
        """Return the verb as `follow` wants it, with the space before it."""
        return {"to": f" to {self.base}", "ing": f" {self.gerund}"}.get(
            follow or "", f" {self.base}"
        )


def follower(match: Match, follow: str, gerunds: Mapping[str, str]) -> Follower | None:
    """Return the verb that follows a match in the form `follow`, if it is alone and well known.

    It must stand right behind, depend on the match, and have no auxiliary, negation or second verb
    joined to it, since that verb would have to change as well.

    Args:
        match: The verb before it.
        follow: "to", "ing" or "inf".
        gerunds: Base to *-ing* form of every verb that may be turned.
    """
    at = match.last + (follow == "to")
    if at >= match.passage.sentence_of(match.h)[1]:
        return None
    verb = match.passage.words[at]
    if follow == "to" and match.passage.words[at - 1].tag != "TO":
        return None
    if verb.tag != ("VBG" if follow == "ing" else "VB") or not _alone(match.passage, match, verb):
        return None
    bases = [b for b, ing in gerunds.items() if verb.lower == (ing if follow == "ing" else b)]
    return Follower(bases[0], gerunds[bases[0]], at + 1) if bases else None


def _alone(passage: Passage, match: Match, verb: Word) -> bool:
    below = [passage.words[i] for i in verb.kids if not match.first <= i < match.last]
    if match.h.dep == "aux" and match.h.head == verb.index:  # how the parser sees *helped build*
        return not any(w.dep in _OWN - SUBJECTS for w in below)
    if verb.dep not in _COMPLEMENTS or not match.first <= verb.head < match.last:
        return False
    return all(w.tag == "TO" and w.index == verb.index - 1 for w in below if w.dep in _OWN)
