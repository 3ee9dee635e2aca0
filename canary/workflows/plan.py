"""Plan: what could vary in a document, and only what reads back from every rendering of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from canary import codes
from canary.crypto import sha256
from canary.errors import CapacityError, InputError
from canary.files.documents import Document, count_words
from canary.language import Helpers, HouseWording, analyse, find_thesaurus
from canary.model import Block, Channel, Part, Plan, Site, Span
from canary.reading import Reader
from canary.workflows.language_check import is_english
from canary.workflows.rendering import covering_words, replacements

_WORDS = frozenset(Channel) - {Channel.LAYOUT, Channel.SPACING}
_WORDS_AND_SPACES = _WORDS | {Channel.SPACING}
KEPT_BY_FORMAT = {
    "txt": _WORDS_AND_SPACES,
    "md": _WORDS,  # Markdown and HTML show two spaces as one
    "html": _WORDS,
    "docx": _WORDS_AND_SPACES,
    "odt": _WORDS_AND_SPACES,
    "eml": _WORDS_AND_SPACES,  # but see Document.collapses
}
RETYPED = frozenset(channel for channel in Channel if channel.survives_retyping)
_WEAKEST = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """A document with its plan.

    Attributes:
        document: What was analysed.
        plan: Its sites, all of which read back from every rendering.
        sentences: Every prose sentence, in order.
        dropped: Sites found that did not read back.
        offers: Weaker sites for a person to review, where no site is.
    """

    document: Document
    plan: Plan
    sentences: tuple[Span, ...]
    dropped: int
    offers: tuple[Site, ...] = ()

    @property
    def bits(self) -> float:
        """Bits of all sites."""
        return codes.bits(self.plan)

    @property
    def retyping_bits(self) -> float:
        """Bits of the sites that survive retyping."""
        return codes.bits(self.plan, RETYPED)

    def per_100_words(self, bits: float) -> float:
        """Return `bits` a hundred words of the document."""
        return 100 * bits / max(1, self.document.words)


@dataclass(frozen=True, slots=True)
class Strength:
    """One sentence's sites and the bits of it that survive retyping."""

    span: Span
    sites: int
    bits: float


def make_plan(
    document: Document,
    *,
    channels: Collection[str] | None = None,
    lock: Sequence[str] = (),
    authored: bool = False,
    offers: bool = False,
    house: Sequence[HouseWording] = (),
) -> Planned:
    """Analyse a document and keep the sites that read back.

    Args:
        document: The source.
        channels: Names of the channels to use; all that its format keeps if None.
        lock: Terms that must not vary.
        authored: Whether `{a|b}` in the document is a site of its author's.
        offers: Whether to list weaker sites: the silver tier, the vault's own wordings in other
            sentences, and synonyms where WordNet is installed.
        house: The vault's own wordings.

    Raises:
        CapacityError: The document is not in English and nothing is authored.
    """
    if not authored and not is_english(document.text):
        raise CapacityError(
            f"{document.name!r} is not in english, the one language supported",
            hint="write alternatives as {this|that} and give --authored",
        )
    wanted = wanted_channels(document, channels, authored=authored)
    analysis = analyse(
        document.text,
        channels=wanted,
        lock=tuple(lock),
        authored=authored,
        offers=offers,
        helpers=Helpers(tuple(house), find_thesaurus() if offers else None),
    )
    planned = plan_sites(document, analysis.sites, analysis.sentences, analysis.wordlists_sha256)
    return replace(planned, offers=analysis.offers)


def wanted_channels(
    document: Document, channels: Collection[str] | None, *, authored: bool = False
) -> frozenset[Channel]:
    """Return the channels asked for, of those that the document's format keeps.

    An author's alternatives are always among them when they are read: a copy must not show braces.
    """
    kept = KEPT_BY_FORMAT[document.format] - ({Channel.SPACING} if document.collapses else set())
    wanted = kept if channels is None else kept & {Channel(name) for name in channels}
    return wanted | {Channel.AUTHORED} if authored else wanted - {Channel.AUTHORED}


def plan_sites(
    document: Document, sites: Sequence[Site], sentences: Sequence[Span], wordlists_sha256: str
) -> Planned:
    """Return the plan of those sites that can be written and read back.

    Args:
        document: The source.
        sites: In text order, disjoint.
        sentences: Every prose sentence, in order.
        wordlists_sha256: Hex digest of the wordlists that found the sites.

    Raises:
        InputError: Alternatives of the author's that can't be written or don't read back.
    """
    writable = [site for site in sites if _is_writable(document, site)]
    kept = keep_readable(document, writable)
    _require_authored(document, sites, kept)
    plan = Plan(
        text_sha256=sha256(document.text.content.encode()).hex(),
        wordlists_sha256=wordlists_sha256,
        profile="U",
        sites=tuple(kept),
    )
    return Planned(document, plan, tuple(sentences), len(sites) - len(kept))


def require_capacity(planned: Planned, recipients: int) -> None:
    """Refuse a plan that cannot tell `recipients` copies apart.

    Raises:
        CapacityError: Fewer bits than log2 N + 7.
    """
    needed = codes.minimum_bits(recipients)
    if planned.bits < needed:
        raise CapacityError(
            f"{planned.document.name!r} has {planned.bits:.1f} bits in {len(planned.plan.sites)} "
            f"sites, {needed:.1f} needed for {recipients} recipients",
            hint="enable more channels, author alternatives, or give --allow-weak",
        )


def warnings(planned: Planned, recipients: int, alpha: float) -> list[str]:
    """Return what an officer should know before issuing to `recipients`."""
    found = []
    if planned.bits < codes.minimum_bits(recipients):
        found.append(
            f"{planned.bits:.1f} bits are too few to issue to {recipients} recipients, "
            f"{codes.minimum_bits(recipients):.1f} needed"
        )
    if planned.retyping_bits < codes.needed_bits(recipients, alpha):
        found.append(
            f"{planned.retyping_bits:.1f} bits survive retyping, "
            f"{codes.needed_bits(recipients, alpha):.1f} needed to name one of {recipients} "
            f"copies at {alpha:g}: a retyped leak may stay inconclusive"
        )
    return found


def keep_readable(document: Document, sites: Sequence[Site]) -> list[Site]:
    """Drop sites until every covering rendering reads back exactly, and renumber the rest.

    A rendering is read as a leak would be. It must also be parted into the same blocks as the
    source: a variant must not make a heading, a list or code of a paragraph. Of neighbours that
    are mistaken for one another the weakest goes first.
    """
    kept = _renumbered(sites)
    while kept:
        reader = Reader(document.text.content, kept)
        source = bytes(site.source for site in kept)
        blocks = document.reread(replacements(kept, source)).blocks
        misread: set[int] = set()
        reblocked: set[int] = set()
        for word in covering_words(kept):
            copy = document.reread(replacements(kept, word))
            readings = reader.read(copy.content, faithful=True).readings
            misread |= {r.slot for r in readings if r.symbol != word[r.slot]}
            reblocked |= _reblocked(document, blocks, kept, copy.blocks)
        failed = _weakest_of_runs(kept, misread) | reblocked
        if not failed:
            break
        kept = _renumbered(site for site in kept if site.slot not in failed)
    return kept


def _weakest_of_runs(sites: Sequence[Site], slots: Iterable[int]) -> set[int]:
    """Return the slot to give up in each run of neighbouring `slots`."""
    runs: list[list[int]] = []
    for slot in sorted(slots):
        if runs and slot == runs[-1][-1] + 1:
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return {min(run, key=lambda slot: _worth(sites[slot])) for run in runs}


def _worth(site: Site) -> tuple[bool, bool, int]:
    return site.channel is Channel.AUTHORED, site.channel.survives_retyping, site.q


def _require_authored(document: Document, sites: Iterable[Site], kept: Iterable[Site]) -> None:
    """Refuse to leave an author's braces in the copies."""
    read = {site.span for site in kept}
    for site in sites:
        if site.channel is Channel.AUTHORED and site.span not in read:
            words = site.span.cut(document.text.content)
            if not _is_writable(document, site):
                raise InputError(
                    f"{document.name!r}: the alternatives {words!r} can't be written there",
                    hint="give them one look, in plain words that the file's encoding has",
                )
            raise InputError(
                f"{document.name!r}: the alternatives {words!r} can't be told apart in a copy",
                hint="let them differ in a word, apart from other alternatives",
            )


def strengths(planned: Planned) -> list[Strength]:
    """Return every sentence's sites and the bits that survive retyping, in text order."""
    found = {span: [0, 0.0] for span in planned.sentences}
    for site in planned.plan.sites:
        row = found.setdefault(site.sentence, [0, 0.0])
        row[0] += 1
        if site.channel.survives_retyping:
            row[1] += codes.bits(replace(planned.plan, sites=(site,)))
    return [Strength(span, int(n), bits) for span, (n, bits) in sorted(found.items())]


def weakest(planned: Planned) -> list[Strength]:
    """Return the five sentences with the fewest bits a word, sentences without a site aside."""
    content = planned.document.text.content

    def density(strength: Strength) -> float:
        return strength.bits / max(1, count_words(strength.span.cut(content)))

    with_sites = [strength for strength in strengths(planned) if strength.sites]
    return sorted(with_sites, key=density)[:_WEAKEST]


def plan_json(planned: Planned, *, recipients: int | None, alpha: float) -> dict[str, object]:
    """Return the JSON object of `canary plan`."""
    document, plan = planned.document, planned.plan
    found = strengths(planned)
    result: dict[str, object] = {
        "document": {
            "name": document.name,
            "words": document.words,
            "sha256": document.sha256,
            "format": document.format,
        },
        "sites": len(plan.sites),
        "bits": planned.bits,
        "bits_per_100_words": planned.per_100_words(planned.bits),
        "retyping_bits": planned.retyping_bits,
        "retyping_bits_per_100_words": planned.per_100_words(planned.retyping_bits),
        "channels": [_channel_json(plan, channel) for channel in Channel if _has(plan, channel)],
        "sentences": len(found),
        "sentences_without_site": sum(not strength.sites for strength in found),
        "bare_sentences": [
            each.span.cut(document.text.content) for each in found if not each.sites
        ],
        "weakest_sentences": [
            {
                "sentence": each.span.cut(document.text.content),
                "sites": each.sites,
                "bits": each.bits,
            }
            for each in weakest(planned)
        ],
        "dropped": planned.dropped,
        "wordlists_sha256": plan.wordlists_sha256,
    }
    if recipients is not None:
        result |= _recipients_json(planned, recipients, alpha)
    return result


def site_list(planned: Planned) -> list[dict[str, object]]:
    """Return the `site_list` of `canary plan --sites`; offsets in code points of the text."""
    content = planned.document.text.content
    return [
        {
            "id": site.slot,
            "channel": site.channel.value,
            "rule": site.rule,
            "start": site.span.start,
            "end": site.span.end,
            "variants": list(site.variants),
            "source_variant": site.source,
            "sentence": site.sentence.cut(content),
            "private": site.private,
            "spans": [
                {"start": p.span.start, "end": p.span.end, "variants": list(p.variants)}
                for p in site.parts
            ],
        }
        for site in planned.plan.sites
    ]


def _recipients_json(planned: Planned, recipients: int, alpha: float) -> dict[str, object]:
    """Return what a number of recipients asks of the plan."""
    per_word = planned.per_100_words(planned.retyping_bits) / 100
    return {
        "recipients": recipients,
        "alpha": alpha,
        "minimum_bits": codes.minimum_bits(recipients),
        "needed_bits": codes.needed_bits(recipients, alpha),
        "quoted_words": codes.quoted_words(per_word, recipients, alpha),
    }


def _channel_json(plan: Plan, channel: Channel) -> dict[str, object]:
    return {
        "channel": channel.value,
        "sites": sum(site.channel is channel for site in plan.sites),
        "bits": codes.bits(plan, {channel}),
        "survives_retyping": channel.survives_retyping,
    }


def _has(plan: Plan, channel: Channel) -> bool:
    return any(site.channel is channel for site in plan.sites)


def _is_writable(document: Document, site: Site) -> bool:
    """Whether the document can show every variant there, and the source says what it should."""
    return all(
        document.holds(part.span, part.variants)
        and (
            site.channel is Channel.AUTHORED  # the source shows all variants at once, in braces
            or part.span.cut(document.text.content) == part.variants[site.source]
        )
        for part in site.parts
    )


def _reblocked(
    document: Document, was: Sequence[Block], sites: Iterable[Site], now: Sequence[Block]
) -> set[int]:
    """Return the slots in the first block that a rendering turned into another kind.

    `was`: the blocks of the source, without the braces of its author's alternatives; `now`: those
    of the rendering.
    """
    if [block.kind for block in was] == [block.kind for block in now]:
        return set()
    at = next(
        (i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a.kind is not b.kind),
        min(len(was), len(now)) - 1,
    )
    near = document.text.blocks[max(0, at - 1) : at + 1]
    return {
        site.slot
        for site in sites
        if any(block.span.overlaps(_touching(part)) for part in site.parts for block in near)
    }


def _touching(part: Part) -> Span:
    return Span(part.span.start, part.span.end + 1)


def _renumbered(sites: Iterable[Site]) -> list[Site]:
    return [replace(site, slot=slot) for slot, site in enumerate(sites)]
