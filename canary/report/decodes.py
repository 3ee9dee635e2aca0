"""A decode, for a person: the verdict, what it rests on, and what it does not say."""

from __future__ import annotations

from typing import Any

from canary.report.tables import Row, pairs, probability, snippet, table

_SHOWN = 10
_CAVEAT = (
    "This bounds agreement by chance and nothing else. Misdelivery, sharing, theft, imitation and "
    "error are usually likelier. It says which copy the text agrees with, not who passed it on, "
    "and it is not the probability that the holder did."
)
_VERDICTS = {
    "attributed": "attributed: the text comes from an issued copy, or was made to look like it",
    "shortlist": "shortlist: no copy is attributed; a few fit far better than the others",
    "inconclusive": "inconclusive: the text does not tell the copies apart well enough",
    "no-match": "no match: no issued document was found in this text",
}


def decode_text(result: Row) -> str:
    """Return the account of a decode.

    Args:
        result: The JSON object of `canary decode`.
    """
    parts = [_VERDICTS[result["verdict"]], _head(result)]
    candidates = result["candidates"]
    if candidates:
        parts.append(_candidates(candidates[:_SHOWN]))
        if len(candidates) > _SHOWN:
            parts.append(f"and {len(candidates) - _SHOWN} more listed with --json")
        parts.append(_channels(result["channels"]))
    if result["coalitions"]:
        parts.append(_coalitions(result["coalitions"]))
    if candidates:
        parts.append(_CAVEAT)
    return "\n\n".join(parts)


def _head(result: Row) -> str:
    sites = result["sites"]
    items: list[tuple[str, object]] = []
    if result["issue"]:
        read = (
            f"{sites['observed']} read, {sites['erased']} missing, {sites['substituted']} reworded"
        )
        items += [
            ("document", result["document"]["title"]),
            ("issue", result["issue"]),
            ("copies scored", result["copies"]),
            ("sites", f"{sites['total']}: {read}"),
        ]
    if result["source_agreement"] is not None:
        items.append(("agreement with source", result["source_agreement"]))
    items += [
        ("alpha", f"{result['alpha']:g}"),
        (
            "run of this case",
            f"{result['run']} (decode {result['runs']}), share {result['share']:.3g}",
        ),
        ("entry", result.get("entry")),
    ]
    return pairs(items)


def _candidates(candidates: list[dict[str, Any]]) -> str:
    rows = [
        (
            row["copy"],
            "(hidden)" if row["recipient"] is None else snippet(row["recipient"], 30),
            f"{row['agree']}/{row['observed']}",
            probability(row["p_value"]),
            probability(row["p_adjusted"]),
            f"{row['log10_lr']:.1f}" if row["log10_lr"] is not None else None,
            probability(row["posterior"]),
            "yes" if row["attributed"] else "",
        )
        for row in candidates
    ]
    headers = (
        "copy",
        "recipient",
        "agree",
        "p",
        "p adjusted",
        "log10 LR",
        "posterior",
        "attributed",
    )
    return table(rows, headers)


def _channels(channels: list[dict[str, Any]]) -> str:
    rows = [(row["channel"], row["observed"], row["used"]) for row in channels]
    return table(rows, ("channel", "sites read", "used"))


def _coalitions(coalitions: list[dict[str, Any]]) -> str:
    rows = [
        (row["kind"], ", ".join(row["copies"]), probability(row["p_adjusted"]))
        for row in coalitions
    ]
    return table(rows, ("copies together", "copies", "p adjusted"))
