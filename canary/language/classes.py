"""Where the lexicon's classes fit a passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from canary.language.agreement import agreeing_form, follower, forms_of
from canary.language.articles import with_article
from canary.language.lexicon import Lexicon, WordClass
from canary.language.match import Match
from canary.language.proposals import Proposal, heard_words, like_source
from canary.language.protection import Protection
from canary.language.tagger import Passage, Word
from canary.model import Channel, Span

Place = tuple[int, tuple[str, ...], int]  # variant, words of its form, first word of the passage
_ADJECTIVE_TAGS = frozenset({"JJ", "JJR", "JJS"})
_CONTENT = frozenset({"VERB", "NOUN", "ADJ", "ADV"})
_POS: dict[str, frozenset[str]] = {
    "ADV": frozenset({"ADV"}),
    "ADP": frozenset({"ADP", "SCONJ", "ADV", "PART"}),
}


def find_classes(
    passage: Passage,
    lexicon: Lexicon,
    protection: Protection,
    tiers: frozenset[str],
    *,
    vouched: bool = True,
) -> Iterator[Proposal]:
    """Yield a proposal for every class of `tiers` that fits a place of the passage.

    Without `vouched`, a class of content words fits wherever its grammar does, whatever sense the
    word has there: for a person to judge. Such a proposal's rule ends in a question mark.
    """
    index = lexicon.by_first_word
    for word in passage.words:
        for group, n, form in index.get(word.lower, ()):
            last = word.index + len(form)
            if _tier(group, passage) not in tiers or not _stands(passage, word.index, form):
                continue
            span = Span(word.start, passage.words[last - 1].end)
            if protection.locks(span) or _inside_word(passage.text, span):
                continue
            if not (vouched or group.pos in _CONTENT):
                continue
            place = (n, form, word.index)
            proposal = _propose(passage, group, place, lexicon.gerunds, vouched=vouched)
            if proposal is not None and not protection.locks(proposal.span):
                yield proposal


def _tier(group: WordClass, passage: Passage) -> str:
    """Return the tier of a class in this passage: in a law every word may be a term."""
    in_law = group.tier == "gold" and "legal" in passage.traits
    return "silver" if in_law else group.tier


def _inside_word(text: str, span: Span) -> bool:
    """Whether a span begins or ends within a written word, as in *can|not only*."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    return before.isalnum() or after.isalnum()


def _stands(passage: Passage, first: int, form: tuple[str, ...]) -> bool:
    words = passage.words[first : first + len(form)]
    return (
        len(words) == len(form)
        and all(w.lower == f for w, f in zip(words, form, strict=True))
        and words[0].sentence == words[-1].sentence
    )


def _propose(
    passage: Passage,
    group: WordClass,
    place: Place,
    gerunds: Mapping[str, str],
    *,
    vouched: bool,
) -> Proposal | None:
    n, form, first = place
    variant = group.variants[n]
    last = first + len(form)
    anchor = _root(passage, first, last) if variant.anchor is None else first + variant.anchor
    match = Match(passage, first, last, _governing(passage, first, last, anchor))
    tag = _tag(group, passage, passage.words[anchor], variant.forms, form)
    if group.pos == "ADJ" and first and passage.words[first - 1].lower in {"more", "most"}:
        return None  # *more rapid* must not become *more quick*
    if tag is None:
        return None
    if vouched and not (group.admits(match) and group.variant_admits[n](match)):
        return None
    after = None if variant.follow is None else follower(match, variant.follow, gerunds)
    if (after is None) is not (variant.follow is None):
        return None
    texts = {}
    targets = group.targets_at(n, match) if vouched else set(variant.targets)
    for i in sorted({n} | targets):
        other = group.variants[i]
        words = form if i == n else agreeing_form(other.forms, tag, match, form)
        if words and (after is None or after.suits(tag, other.follow)):
            texts[i] = " ".join(words) + ("" if after is None else after.rendered(other.follow))
    at = (first, last if after is None else after.last)
    return _literal(passage, group, n, texts, at, rule=group.id if vouched else f"{group.id}?")


def _governing(passage: Passage, first: int, last: int, anchor: int) -> int:
    """Return the participle of a passive whose *be* inflects, else the word that inflects."""
    word = passage.words[anchor]
    return word.head if word.dep in {"aux", "auxpass"} and first <= word.head < last else anchor


def _literal(
    passage: Passage,
    group: WordClass,
    n: int,
    chosen: dict[int, str],
    at: tuple[int, int],
    *,
    rule: str,
) -> Proposal | None:
    """Set the chosen forms as the source is set, with its article."""
    first, last = at
    span = Span(passage.words[first].start, passage.words[last - 1].end)
    source = span.cut(passage.text)
    texts = {i: like_source(source, text) for i, text in chosen.items()}
    texts[n] = source
    kept = [i for i, text in texts.items() if text is not None]
    if len(kept) < 2 or len({texts[i] for i in kept}) < len(kept):
        return None
    lemmas = {i: _lemma(group, i) for i in kept}
    proposal = Proposal(
        span=span,
        variants=tuple(texts[i] or "" for i in kept),
        source=kept.index(n),
        channel=Channel.LEXICON,
        rule=rule,
        heard=tuple(heard_words(lemmas[i]) for i in kept),
        near=group.near,
        lemmas=tuple(" ".join(lemmas[i]) for i in kept),
    )
    return with_article(proposal, passage, first)


def _lemma(group: WordClass, n: int) -> tuple[str, ...]:
    forms = group.variants[n].forms
    return next(forms[tag] for tag in ("VB", "NN", "*", *forms) if tag in forms)


def _root(passage: Passage, first: int, last: int) -> int:
    """Return the word of the phrase whose head stands outside it."""
    for i in range(first, last):
        if not first <= passage.words[i].head < last or passage.words[i].head == i:
            return i
    return first


def _tag(
    group: WordClass,
    passage: Passage,
    anchor: Word,
    forms: Mapping[str, tuple[str, ...]],
    form: tuple[str, ...],
) -> str | None:
    """Return the key of the form that fits the tagged word, or None if the word is another."""
    if group.pos == "VERB":
        tag = verb_tag(passage, anchor, forms)
        return tag if tag is not None and form in forms_of(forms, tag) else None
    if group.pos == "NOUN":
        return anchor.tag if anchor.pos == "NOUN" and forms.get(anchor.tag) == form else None
    if group.pos == "PHRASE" or len(form) > 1:
        return "*"
    if group.pos == "ADJ":
        participle = anchor.tag in {"VBN", "VBG"} and anchor.dep in {"amod", "acomp"}
        return "*" if anchor.tag in _ADJECTIVE_TAGS or participle else None
    return "*" if anchor.pos in _POS[group.pos] else None


def verb_tag(passage: Passage, word: Word, forms: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return a verb's tag after cross-checking the tagger with the parser where they disagree most.

    A participle with a subject and no auxiliary is a past tense (*in June we begun* would be
    wrong); a past tense that looks like its base (*set*, *put*) and has no subject may be an
    imperative, and is left alone.
    """
    if word.pos not in {"VERB", "AUX"} or word.dep in {"compound", "nmod", "amod"}:
        return None
    below = {passage.words[i].dep for i in word.kids}
    if word.tag == "VBN" and "nsubj" in below and not below & {"aux", "auxpass"}:
        return "VBD"
    if word.tag == "VBD" and forms.get("VB") == forms.get("VBD") and "nsubj" not in below:
        return None
    return word.tag
