"""The vault's own wordlist: what a person added or reworded in a review, kept for later documents.

It is one sealed list in the registry, written anew, whole, whenever an issue adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from canary.encoding import Json, canonical, parse_canonical
from canary.errors import VerificationError
from canary.language import HouseWording, collapsed
from canary.model import Channel, Site
from canary.workflows.plan import Planned
from canary.workflows.vault import Vault

KIND = "house"


def read_house(vault: Vault) -> tuple[HouseWording, ...]:
    """Return the vault's own wordings, in order.

    Raises:
        VerificationError: The list was altered.
    """
    newest = None
    for newest in vault.entries(KIND):  # noqa: B007 - the last one counts
        pass
    if newest is None:
        return ()
    listed = parse_canonical(vault.open_blob(newest, KIND), what="the house wordlist")
    if not isinstance(listed, list):
        raise VerificationError("the house wordlist is not a list")
    return tuple(_wording(item) for item in listed)


def keep_house(vault: Vault, planned: Planned, *, now: int) -> int:
    """Add what a person allowed in a plan to the vault's own wordings.

    Args:
        vault: The open vault.
        planned: A plan; its sites of channel `house` are what a person added or reworded.
        now: Seconds since 1970.

    Returns:
        How many wordings are new.
    """
    content = planned.document.text.content
    sites = (site for site in planned.plan.sites if site.channel is Channel.HOUSE)
    known = set(read_house(vault))
    new = set(wordings(sites, content)) - known
    if new:
        listed = [_json(wording) for wording in sorted(known | new)]
        vault.append(KIND, {"n": len(listed)}, now=now, blobs={KIND: canonical(listed)})
    return len(new)


def wordings(sites: Iterable[Site], content: str) -> Iterable[HouseWording]:
    """Yield the wordings of sites that can be found again: no white space at an end, one place."""
    for site in sites:
        if len(site.parts) > 1:
            continue
        variants = [collapsed(variant) for variant in site.variants]
        words = variants[site.source]
        if site.variants[site.source] != site.variants[site.source].strip() or not words:
            continue
        others = tuple(v for i, v in enumerate(variants) if i != site.source and v)
        if others:
            before = content[site.sentence.start : site.span.start]
            after = content[site.span.end : site.sentence.end]
            yield HouseWording(words, others, collapsed(before), collapsed(after))


def _json(wording: HouseWording) -> Json:
    return {
        "after": wording.after,
        "before": wording.before,
        "others": list(wording.others),
        "words": wording.words,
    }


def _wording(item: Json) -> HouseWording:
    match item:
        case {"after": str(after), "before": str(before), "others": list(others), "words": str(w)}:
            return HouseWording(w, tuple(map(str, others)), before, after)
        case _:
            raise VerificationError(f"the house wordlist holds no wording: {str(item)[:80]!r}")
