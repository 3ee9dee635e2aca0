"""Predicates on what stands around a match: its neighbours, its sentence, its document."""

from __future__ import annotations

from canary.language.match import Builder, Match, Predicate, same

_DASHES = frozenset("-–—")


def _neighbour(offset: int) -> Builder:
    edge = "<end>" if offset > 0 else "<start>"

    def build(values: frozenset[str]) -> Predicate:
        def test(match: Match) -> bool:
            word = match.around(offset)
            if word is None or (offset > 0 and word.text in {".", "!", "?"}):
                return edge in values or (word is not None and same(word, values))
            return same(word, values)

        return test

    return build


def _neighbour_pos(offset: int) -> Builder:
    def build(values: frozenset[str]) -> Predicate:
        def test(match: Match) -> bool:
            word = match.around(offset)
            return word is not None and (word.pos in values or word.tag in values)

        return test

    return build


def _sent(values: frozenset[str]) -> Predicate:
    def test(match: Match) -> bool:
        low, high = match.passage.sentence_of(match.h)
        words = match.passage.words
        return any(
            same(words[i], values) for i in range(low, high) if not match.first <= i < match.last
        )

    return test


def _document(values: frozenset[str]) -> Predicate:
    return lambda m: not values.isdisjoint(m.passage.traits)


def _start(match: Match) -> bool:
    low, _ = match.passage.sentence_of(match.h)
    return not any(w.is_word for w in match.passage.words[low : match.first])


def _end(match: Match) -> bool:
    _, high = match.passage.sentence_of(match.h)
    return not any(w.is_word for w in match.passage.words[match.last : high])


def _clause_initial(match: Match) -> bool:
    before = match.around(-1)
    return _start(match) or (before is not None and before.text in {",", ";", ":", *_DASHES})


def _comma(offset: int) -> Predicate:
    def test(match: Match) -> bool:
        word = match.around(offset)
        return word is not None and word.text == ","

    return test


WITH_VALUES: dict[str, Builder] = {
    "next": _neighbour(1),
    "next2": _neighbour(2),
    "prev": _neighbour(-1),
    "prev2": _neighbour(-2),
    "nextpos": _neighbour_pos(1),
    "prevpos": _neighbour_pos(-1),
    "sent": _sent,
    "doc": _document,
}

PLAIN: dict[str, Predicate] = {
    "start": _start,
    "end": _end,
    "clause-initial": _clause_initial,
    "comma-after": _comma(1),
    "comma-before": _comma(-1),
}
