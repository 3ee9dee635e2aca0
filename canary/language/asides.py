"""Operations on marks around and between: parentheticals, asides, examples, joined clauses."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.punctuation import comma_site
from canary.language.syntax import SUBJECTS, Operation, fits, is_finite, kid
from canary.language.tagger import Passage, Word
from canary.model import Part, Span

_DASHES = frozenset({"—", "–", "--", "---"})
_MOST = 9  # words of an aside between commas
_CLAUSE = 4  # words of a clause that can be a sentence
_ENTITY = 8  # characters of &mdash; and the like
_HELPERS = frozenset({"AUX"})


def paired_commas(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*It is(,) of course(,) late*: both commas of a parenthetical right behind the first verb.

    `words`: the parentheticals, one word or several.
    """
    for phrase in sorted(rule.words):
        parts = phrase.split()
        for first in range(1, len(passage.words) - len(parts)):
            last = first + len(parts) - 1
            inside = passage.words[first : last + 1]
            if [w.lower for w in inside] != parts or not fits(passage, rule, inside[0]):
                continue
            before, after = _skip_comma(passage, first - 1, -1), _skip_comma(passage, last + 1, 1)
            if passage.words[before].pos not in _HELPERS or not passage.words[after].is_word:
                continue
            nearby = passage.words[max(0, before - 3) : before] + passage.words[after : after + 3]
            if all(w.text != "," for w in nearby):
                yield from _pair(passage, rule, protection, before, last)


def _skip_comma(passage: Passage, index: int, step: int) -> int:
    return index + step if passage.words[index].text == "," else index


def _pair(
    passage: Passage, rule: Rule, protection: Protection, before: int, last: int
) -> Iterator[Proposal]:
    """Yield the site of two commas, right after words `before` and `last`, or of neither."""
    found = [site for n in (before, last) for site in comma_site(passage, rule, protection, n)]
    if len(found) == 2 and found[0].source == found[1].source:
        first, second = found
        yield Proposal(
            span=first.span,
            variants=first.variants,
            source=first.source,
            channel=rule.channel,
            rule=rule.id,
            also=(Part(second.span, second.variants),),
        )


def dashed_aside(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*The board — all nine of them — agreed*: two dashes that may be commas; never the reverse."""
    for low, high in passage.sentences:
        dashes = [w for w in passage.words[low:high] if w.text in _DASHES]
        if len(dashes) != 2 or not fits(passage, rule, dashes[0]):
            continue
        first, second = dashes
        inside = passage.words[first.index + 1 : second.index]
        if not 2 <= len(inside) <= _MOST or not all(w.is_word for w in inside):
            continue
        if any(w.tag in {"VBZ", "VBP", "VBD", "MD"} or w.text[0].isupper() for w in inside):
            continue
        around = passage.words[max(low, first.index - 6) : first.index]
        around += passage.words[second.index + 1 : second.index + 7]
        if not around or any(w.text == "," for w in around):
            continue
        parts = [_dash(passage, protection, dash) for dash in dashes]
        if all(parts):
            one, two = (part for part in parts if part)
            yield Proposal(one.span, one.variants, 0, rule.channel, rule.id, also=(two,))


def _dash(passage: Passage, protection: Protection, dash: Word) -> Part | None:
    """Return the place of a dash and its spaces, as it stands and as a comma."""
    if not 0 < dash.index < len(passage.words) - 1:
        return None
    span = Span(passage.words[dash.index - 1].end, passage.words[dash.index + 1].start)
    if protection.locks(span) or not passage.words[dash.index - 1].is_word:
        return None
    return Part(span, (span.cut(passage.text), ", "))


def example_comma(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*We met groups(,) including schools.*: before a phrase of `words` that ends the sentence."""
    for low, high in passage.sentences:
        for phrase in sorted(rule.words):
            parts = phrase.split()
            for first in range(low + 3, high - len(parts)):
                words = passage.words[first : first + len(parts)]
                if [w.lower for w in words] != parts or not _ends(passage, first, high):
                    continue
                before = _skip_comma(passage, first - 1, -1)
                if passage.words[first + len(parts)].tag in {"IN", "VBG"}:
                    continue
                noun = passage.words[before]
                earlier = passage.words[max(low, before - 8) : before]
                if noun.tag != "NNS" or any(not w.is_word or w.dep == "conj" for w in earlier):
                    continue
                if noun.dep != "conj" and fits(passage, rule, words[0]):
                    yield from comma_site(passage, rule, protection, before)


def _ends(passage: Passage, first: int, high: int) -> bool:
    """Whether nothing but a list of nouns stands from word `first` to the sentence's full stop."""
    rest = passage.words[first + 1 : high]
    return (
        passage.words[high - 1].text == "."
        and len(rest) >= 2
        and not any(w.tag in {"VBZ", "VBP", "VBD", "MD", "TO"} for w in rest)
        and all(w.is_word or w.text in ",.-" for w in rest)
    )


def semicolon_stop(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*It was late; we left.* or *It was late. We left.*: two whole clauses, no third."""
    for low, high in passage.sentences:
        marks = [w for w in passage.words[low:high] if w.text in {";", ":", "(", ")"} | _DASHES]
        if len(marks) != 1 or marks[0].text != ";" or not low + _CLAUSE <= marks[0].index:
            continue
        mark, after = marks[0], passage.words[min(marks[0].index + 1, high - 1)]
        if passage.words[high - 1].text != "." or high - 1 - after.index < _CLAUSE:
            continue
        if (not after.text.islower() and after.text != "I") or after.lower not in rule.words:
            continue
        if not _is_clause(passage, low, mark.index) or not _is_clause(passage, after.index, high):
            continue
        span = Span(passage.words[mark.index - 1].end, after.end)
        literal = span.cut(passage.text)
        entity = passage.text.find("&", max(0, mark.start - _ENTITY), mark.start) >= 0
        if (
            entity
            or literal != f"; {after.text}"
            or protection.locks(span)
            or not fits(passage, rule, mark)
        ):
            continue
        stop = f". {after.text[0].upper()}{after.text[1:]}"
        yield Proposal(span, (literal, stop), 0, rule.channel, rule.id)


def _is_clause(passage: Passage, start: int, end: int) -> bool:
    """Whether words `start` to `end` hold a finite verb with its subject, not a subordinate one."""
    for word in passage.words[start:end]:
        subject = kid(passage, word, *SUBJECTS)
        if subject is None or not start <= subject.index < end or not is_finite(passage, word):
            continue
        if (
            word.dep in {"ROOT", "ccomp", "conj", "parataxis"}
            and kid(passage, word, "mark") is None
        ):
            return True
    return False


OPERATIONS: dict[str, Operation] = {
    "paired-commas": paired_commas,
    "dashed-aside": dashed_aside,
    "example-comma": example_comma,
    "semicolon-stop": semicolon_stop,
}
