"""A second edition: unchanged sentences keep their sites and slots, only new text is drawn.

A recipient's keys are those of the first edition, so the same slot shows the same variant in both:
whoever compares two editions of one copy sees what the author changed and nothing else. Slots
that an earlier edition used are never given to other text.

Sites of several places (one style for the whole document) keep their slot as long as they are
about the same words; their places in new text follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from canary.errors import UsageError
from canary.model import Part, Plan, Site, Span
from canary.workflows.issued import Issued, load_issue, relatives, source_of
from canary.workflows.plan import Planned, keep_readable
from canary.workflows.vault import Vault


def revise(vault: Vault, planned: Planned, issue: str) -> Planned:
    """Return the plan of a second edition.

    Args:
        vault: The open vault.
        planned: The new text, analysed on its own.
        issue: The first issue of the edition before.

    Raises:
        UsageError: A site of unchanged text can't be kept, so that a comparison would show it.
    """
    before = load_issue(vault, issue)
    used = [
        site.slot
        for other in relatives(vault, before.first)
        for site in load_issue(vault, other).plan.sites
    ]
    kept, moved = kept_sites(before, planned)
    drawn = _drawn(planned, kept, moved.values(), 1 + max(used, default=-1))
    sites = _readable(planned, kept, drawn)
    plan = replace(planned.plan, profile=before.plan.profile, sites=tuple(sites))
    return replace(planned, plan=plan, dropped=planned.dropped)


def kept_sites(before: Issued, planned: Planned) -> tuple[list[Site], dict[Span, Span]]:
    """Return the sites of unchanged text, placed in the new one, and where their sentences went."""
    text = source_of(before).text.content
    moved = _moved(before.plan, text, planned)
    styles = [site for site in before.plan.sites if _is_style(site, planned.plan)]
    kept = [
        _placed(site, moved[site.sentence], planned.plan)
        for site in before.plan.sites
        if site not in styles and site.sentence in moved
    ]
    kept = [site for site in kept if _is_said(site, planned.document.text.content)]
    taken = [part.span for site in kept for part in site.parts]
    for style in styles:
        kept += _followed(style, planned.plan, taken)
    return kept, moved


def _is_said(site: Site, text: str) -> bool:
    """Whether the text says there what the site takes for its source; a gap's end may differ."""
    return all(part.span.cut(text) == part.variants[site.source] for part in site.parts)


def _moved(before: Plan, text: str, planned: Planned) -> dict[Span, Span]:
    """Map sentences that hold sites to where they stand in the new text, word for word.

    Of sentences that say the same the first goes to the first, the second to the second.
    """
    content = planned.document.text.content
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for span in planned.sentences:
        places[_said(span, content)].append(_trimmed(span, content))
    found, times = {}, defaultdict[str, int](int)
    for span in dict.fromkeys(site.sentence for site in before.sites):
        said = _said(span, text)
        if times[said] < len(places[said]):
            found[span] = places[said][times[said]]
            times[said] += 1
    return {old: _shifted_to(old, new, text) for old, new in found.items()}


def _said(span: Span, text: str) -> str:
    return span.cut(text).strip()


def _trimmed(span: Span, text: str) -> Span:
    start = span.start + len(span.cut(text)) - len(span.cut(text).lstrip())
    return Span(start, start + len(_said(span, text)))


def _shifted_to(old: Span, new: Span, text: str) -> Span:
    """Return where `old`, white space around it included, would begin and end in the new text."""
    shift = new.start - _trimmed(old, text).start
    return Span(old.start + shift, old.end + shift)


def _is_style(site: Site, plan: Plan) -> bool:
    """Whether a site is one choice for the whole document, in the old text or in the new one."""
    return len(site.parts) > 1 or any(len(s.parts) > 1 for s in plan.sites if _alike(s, site))


def _alike(one: Site, other: Site) -> bool:
    return (one.channel, one.rule, one.q) == (other.channel, other.rule, other.q)


def _followed(site: Site, plan: Plan, taken: Sequence[Span]) -> Iterator[Site]:
    """Yield the new text's site about the same words, under the old slot and with its symbols."""
    for new in plan.sites:
        if not _alike(new, site):
            continue
        free = [part for part in new.parts if not any(map(part.span.overlaps, taken))]
        order = _order(site.parts, free)
        if order is not None:
            parts = tuple(Part(p.span, tuple(p.variants[i] for i in order)) for p in free)
            yield replace(new, slot=site.slot, parts=parts, source=order.index(new.source))
            return


def _order(old: Iterable[Part], new: Iterable[Part]) -> tuple[int, ...] | None:
    """Return which variant of the new parts stands for each symbol of the old ones."""
    known = {frozenset(part.variants): part.variants for part in old}
    for part in new:
        variants = known.get(frozenset(part.variants))
        if variants is not None:
            return tuple(map(part.variants.index, variants))
    return None


def _placed(site: Site, sentence: Span, plan: Plan) -> Site:
    """Return a site of one place, moved with its sentence."""
    shift = sentence.start - site.sentence.start
    parts = tuple(
        replace(part, span=Span(part.span.start + shift, part.span.end + shift))
        for part in site.parts
    )
    earlier = [new.stretch for new in plan.sites if new.span.start <= parts[0].span.start]
    stretch = earlier[-1] if earlier else 0
    return replace(site, parts=parts, sentence=sentence, stretch=stretch)


def _drawn(
    planned: Planned, kept: Iterable[Site], unchanged: Iterable[Span], slot: int
) -> list[Site]:
    """Return the sites of new text, under slots that nothing had before."""
    taken = [part.span for site in kept for part in site.parts]
    stays = list(unchanged)
    drawn: list[Site] = []
    for site in planned.plan.sites:
        spans = [part.span for part in site.parts]
        if any(_meet(a, b) for a in spans for b in (*taken, *stays)):
            continue
        drawn.append(replace(site, slot=slot + len(drawn)))
    return drawn


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans overlap or touch."""
    return one.start <= other.end and other.start <= one.end


def _readable(planned: Planned, kept: Sequence[Site], drawn: Sequence[Site]) -> list[Site]:
    """Drop new sites until everything reads back; what is kept may not be dropped."""
    slots = {site.parts: site.slot for site in (*kept, *drawn)}
    wanted = {site.slot for site in kept}
    for chosen in ((*kept, *drawn), kept):
        ordered = sorted(chosen, key=lambda site: site.span)
        readable = keep_readable(planned.document, ordered)
        found = [replace(site, slot=slots[site.parts]) for site in readable]
        if wanted <= {site.slot for site in found}:
            return found
    raise UsageError(
        f"{planned.document.name!r} can't be a second edition: unchanged text no longer reads back",
        hint="issue it as a document of its own, without --revises",
    )
