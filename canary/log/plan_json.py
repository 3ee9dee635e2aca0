"""A plan as canonical JSON, strict both ways (docs/formats.md, "Plan").

What is stored is read back in ten years, so nothing is accepted that rendering or reading
would have to guess about.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from canary.encoding import Json, canonical, decode_hex, parse_canonical
from canary.errors import InputError
from canary.model import Channel, Part, Plan, Site, Span

_FORMAT: Final = "canary.plan/v1"
_MAX_SLOT: Final = 1 << 20
_MAX_OFFSET: Final = 1 << 40


def print_plan(plan: Plan) -> bytes:
    """Return the canonical JSON of `plan`.

    Raises:
        InputError: The plan breaks a rule of the format, such as overlapping sites.
    """
    raw = canonical(
        {
            "format": _FORMAT,
            "profile": plan.profile,
            "sites": [_site_json(site) for site in plan.sites],
            "text_sha256": plan.text_sha256,
            "wordlists_sha256": plan.wordlists_sha256,
        }
    )
    _check(plan)
    return raw


def parse_plan(raw: bytes) -> Plan:
    """Read what `print_plan` wrote.

    Raises:
        InputError: Anything else.
    """
    value = parse_canonical(raw, what="plan")
    match value:
        case {
            "format": "canary.plan/v1",
            "profile": str(profile),
            "sites": list(sites),
            "text_sha256": str(text),
            "wordlists_sha256": str(wordlists),
            **rest,
        } if not rest:
            plan = Plan(text, wordlists, profile, tuple(_site(site) for site in sites))
        case _:
            raise _refusal("not a canary.plan/v1")
    _check(plan)
    return plan


def _site_json(site: Site) -> Json:
    return {
        "channel": site.channel.value,
        "parts": [
            {"span": [part.span.start, part.span.end], "variants": list(part.variants)}
            for part in site.parts
        ],
        "private": site.private,
        "rule": site.rule,
        "sentence": [site.sentence.start, site.sentence.end],
        "slot": site.slot,
        "source": site.source,
        "stretch": site.stretch,
    }


def _site(value: Json) -> Site:
    match value:
        case {
            "channel": str(channel),
            "parts": [_, *_] as parts,
            "private": bool(private),
            "rule": str(rule),
            "sentence": sentence,
            "slot": slot,
            "source": source,
            "stretch": stretch,
            **rest,
        } if not rest and channel in set(Channel):
            return Site(
                slot=_number(slot),
                channel=Channel(channel),
                rule=rule,
                parts=tuple(_part(part) for part in parts),
                source=_number(source),
                sentence=_span(sentence),
                stretch=_number(stretch),
                private=private,
            )
    raise _refusal("not a site")


def _part(value: Json) -> Part:
    match value:
        case {"span": span, "variants": list(variants), **rest} if not rest:
            return Part(_span(span), tuple(_text(variant) for variant in variants))
    raise _refusal("not a part of a site")


def _span(value: Json) -> Span:
    match value:
        case [start, end]:
            return Span(_number(start), _number(end))
    raise _refusal("not a span")


def _number(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refusal("not a number")
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise _refusal("not a text")
    return value


def _check(plan: Plan) -> None:
    """Refuse what the format forbids, whichever way the plan came."""
    if plan.profile not in {"U", "S"}:
        raise _refusal(f"profile {plan.profile!r}, 'U' or 'S' expected")
    decode_hex(plan.text_sha256, what="plan: text_sha256", length=32)
    decode_hex(plan.wordlists_sha256, what="plan: wordlists_sha256", length=32)
    for site in plan.sites:
        _check_site(site)
    if len({site.slot for site in plan.sites}) != len(plan.sites):
        raise _refusal("a slot holds two sites")
    if any(one.span > two.span for one, two in pairwise(plan.sites)):
        raise _refusal("sites are not in text order")
    _check_disjoint(part.span for site in plan.sites for part in site.parts)


def _check_site(site: Site) -> None:
    where = f"site in slot {site.slot}"
    _check_numbers(site, where)
    if any(one.span >= two.span for one, two in pairwise(site.parts)):
        raise _refusal(f"{where}: parts are not in text order")
    for span in (site.sentence, *(part.span for part in site.parts)):
        if not 0 <= span.start <= span.end < _MAX_OFFSET:
            raise _refusal(f"{where}: not a span: {span.start}…{span.end}")
    for text in (site.rule, *(v for part in site.parts for v in part.variants)):
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _refusal(f"{where}: half a character")


def _check_numbers(site: Site, where: str) -> None:
    if not 0 <= site.slot < _MAX_SLOT or site.stretch < 0:
        raise _refusal(f"{where}: slot or stretch out of range")
    q = site.q
    if not 2 <= q <= 6 or any(len(part.variants) != q for part in site.parts):
        raise _refusal(f"{where}: 2 to 6 variants, as many in every part, expected")
    if not 0 <= site.source < q:
        raise _refusal(f"{where}: source variant {site.source} of {q}")
    if len(set(zip(*(part.variants for part in site.parts), strict=True))) != q:
        raise _refusal(f"{where}: two symbols look alike")


def _check_disjoint(spans: Iterable[Span]) -> None:
    for one, two in pairwise(sorted(spans)):
        if two.start < one.end or one == two:
            raise _refusal(f"sites overlap at {two.start}")


def _refusal(fault: str) -> InputError:
    return InputError(f"plan: {fault}")
