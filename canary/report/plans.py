"""A plan, for a person: what could vary and how much that tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from canary.report.tables import Row, pairs, snippet, table

_MOST_BARE = 10


def plan_text(plan: Row, weakest: Sequence[tuple[str, int, float]]) -> str:
    """Return the account of a plan.

    Args:
        plan: The JSON object of `canary plan`.
        weakest: Sentences with the fewest bits: text, sites, bits that survive retyping.
    """
    parts = [_channels(plan) if plan["channels"] else "nothing can vary", _summary(plan)]
    if weakest:
        rows = [(snippet(text), sites, bits) for text, sites, bits in weakest]
        parts.append(table(rows, ("weakest sentences", "sites", "bits")))
    if plan["bare_sentences"]:
        parts.append(_bare(plan["bare_sentences"]))
    if "site_list" in plan:
        parts.append(_sites(plan["site_list"]))
    return "\n\n".join(parts)


def _bare(sentences: Sequence[str]) -> str:
    """Return the sentences that carry no site, the first of them by name."""
    rows = [(snippet(sentence),) for sentence in sentences[:_MOST_BARE]]
    more = len(sentences) - len(rows)
    return table(rows, ("sentences without a site",)) + (f"\n… and {more} more" if more else "")


def _channels(plan: Row) -> str:
    rows = [
        (row["channel"], row["sites"], row["bits"], row["survives_retyping"])
        for row in plan["channels"]
    ]
    return table(rows, ("channel", "sites", "bits", "survives retyping"))


def _summary(plan: Row) -> str:
    document = plan["document"]
    items: list[tuple[str, object]] = [
        ("document", f"{document['name']} ({document['format']}, {document['words']} words)"),
        ("sites", plan["sites"]),
        ("bits", plan["bits"]),
        ("bits per 100 words", plan["bits_per_100_words"]),
        ("… that survive retyping", plan["retyping_bits_per_100_words"]),
        ("sentences without a site", f"{plan['sentences_without_site']} of {plan['sentences']}"),
    ]
    if "recipients" in plan:
        items += _recipients(plan)
    return pairs(items)


def _recipients(plan: Row) -> list[tuple[str, object]]:
    words = plan["quoted_words"]
    quoted = "no quotation names one copy" if words is None else f"about {words} words in a row"
    return [
        ("recipients", plan["recipients"]),
        ("bits to issue", plan["minimum_bits"]),
        (f"bits to name one at {plan['alpha']:g}", plan["needed_bits"]),
        ("a quotation that names one", quoted),
    ]


def _sites(sites: Sequence[dict[str, Any]]) -> str:
    rows = [
        (site["id"], site["channel"], site["rule"], site["start"], _variants(site))
        for site in sites
    ]
    return table(rows, ("site", "channel", "rule", "at", "variants, the source's marked"))


def _variants(site: Row) -> str:
    shown = [repr(variant) for variant in site["variants"]]
    shown[site["source_variant"]] += "*"
    return " | ".join(shown)
