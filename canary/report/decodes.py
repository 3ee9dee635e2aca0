"""A decode, for a person: the verdict, what it rests on, and what it does not say."""

from __future__ import annotations

from typing import Any

from canary.report.statements import EXCLUDED_IF, VERDICTS
from canary.report.tables import Row, pairs, probability, table, wrapped

_SHOWN = 10
_SURE = 0.9999
_KINDS = {
    "pool": "all copies that are attributed",
    "pair": "each fits given the other",
    "triple": "their variants combined fit, which those of one or two of them don't tell",
    "conditional": "one fits given the others; its p adjusted counts that, its p does not",
}


def decode_text(result: Row) -> str:
    """Return the account of a decode.

    Args:
        result: The JSON object of `canary decode`.
    """
    parts = [VERDICTS[result["verdict"]], *map(wrapped, result["notes"]), _head(result)]
    candidates = result["candidates"]
    if candidates:
        parts.append(_candidates(candidates[:_SHOWN]))
        if len(candidates) > _SHOWN:
            parts.append(f"and {len(candidates) - _SHOWN} more listed with --json")
        parts.append(_recipients(candidates[:_SHOWN]))
        parts += [_weight(each) for each in result["evidence"]]
        parts.append(_channels(result["channels"]))
    parts += [
        part
        for part in (
            _coalitions(result["coalitions"]),
            _identical(result["identical"]),
            _together(result["together"]),
            _runs(result),
            wrapped(decoys_text(result["decoys"], "these readings")),
        )
        if part
    ]
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
    if engine := result["leak"].get("engine"):
        doubtful = result["leak"]["doubtful"]
        items.append(("pictures read by", f"{engine}, {doubtful} words doubtful"))
    if result["source_agreement"] is not None:
        items.append(("agreement with source", result["source_agreement"]))
    if result["candidates"]:
        items.append((f"excluded ({EXCLUDED_IF})", result["excluded"]))
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
            f"{row['agree']}/{row['observed']}",
            probability(row["p_value"]),
            probability(row["p_adjusted"]),
            f"{row['log10_lr']:.1f}" if row["log10_lr"] is not None else None,
            share(row["posterior"]),
            "yes" if row["attributed"] else "",
        )
        for row in candidates
    ]
    headers = ("copy", "agree", "p", "p\nadjusted", "log10\nLR", "posterior", "attributed")
    return table(rows, headers)


def _recipients(candidates: list[dict[str, Any]]) -> str:
    """Return the recipients that are shown, in full; of the others that they are hidden."""
    shown = [(row["copy"], row["recipient"]) for row in candidates if row["recipient"] is not None]
    hidden = [("others" if shown else "all", "(hidden)")] if len(shown) < len(candidates) else []
    return "recipients\n" + pairs([*shown, *hidden])


def _channels(channels: list[dict[str, Any]]) -> str:
    rows = [(row["channel"], row["observed"], row["used"]) for row in channels]
    return table(rows, ("channel", "sites read", "used"))


def _coalitions(coalitions: list[dict[str, Any]]) -> str:
    rows = [
        (row["kind"], probability(row["p_adjusted"]), ", ".join(row["copies"]))
        for row in coalitions
    ]
    if not rows:
        return ""
    kinds = dict.fromkeys(row["kind"] for row in coalitions)
    said = "\n".join(wrapped(f"{kind}: {_KINDS[kind]}") for kind in kinds)
    return table(rows, ("copies together", "p adjusted", "copies")) + "\n" + said


def _identical(sets: list[list[str]]) -> str:
    return pairs([("this text can't tell apart:", ", ".join(copies)) for copies in sets])


def _weight(evidence: dict[str, Any]) -> str:
    """Return the three propositions, the ratio in number and word, and the table over priors."""
    trials = evidence["validation"]
    most = (
        f"at most {trials['supported_log10_lr']:.2f} is stated: {trials['null_trials']:,} "
        f"trials with innocent copies reached {trials['highest_log10_lr']:.2f}"
    )
    ratio = f"log10 {evidence['log10_lr']:.2f}{' (capped)' if evidence['capped'] else ''}"
    lines = [
        f"copy {evidence['copy']}, three propositions:",
        pairs((f"  {number}", text) for number, text in enumerate(evidence["propositions"], 1)),
        "likelihood ratio of 1 (alone or with others) against 3:",
        f"  {ratio}: {evidence['support']}",
        most,
        "",
    ]
    keys = ("this_copy", "another_copy", "no_copy")
    rows = [(row["prior_none"], *(share(row[key]) for key in keys)) for row in evidence["priors"]]
    headers = ("prior of 3", "1", "2", "3")
    return "\n".join(lines) + table(rows, headers) + f"\nprobabilities {EXCLUDED_IF}"


def _together(totals: list[dict[str, Any]]) -> str:
    """Return what the leaks and documents of the case say together."""
    if not totals:
        return ""
    rows = [
        (
            ", ".join(row["copies"]),
            "(hidden)" if row["recipient"] is None else row["recipient"],
            f"{row['log10_e']:.1f}",
            probability(row["p_adjusted"]),
            "yes" if row["attributed"] else "",
        )
        for row in totals
    ]
    headers = ("copies of one holder", "recipient", "log10 e", "p adjusted", "attributed")
    return "leaks and documents of this case together\n" + table(rows, headers)


def _runs(result: Row) -> str:
    """Return every run of the case."""
    rows = [
        (row["entry"], row["run"], f"{row['share']:.3g}", f"{row['alpha']:g}", row["observed"],
         row["verdict"], ", ".join(row["copies"]) or None)
        for row in result["run_list"]
    ]  # fmt: skip
    headers = ("entry", "run", "share", "alpha", "sites read", "verdict", "attributed")
    text = "decodes of this case\n" + table(rows, headers)
    if result["decodes_elsewhere"]:
        text += f"\nthe same leak was decoded {result['decodes_elsewhere']} times in other cases"
    return text


def share(value: float) -> str:
    """Return a posterior probability; no model is sure enough for more than four nines.

    Example:
        >>> share(0.25), share(1.0), share(1e-9)
        ('0.25', '> 0.9999', '< 0.0001')
    """
    if value > _SURE:
        return f"> {_SURE}"
    return f"{value:.4g}" if value >= 1 - _SURE else "< 0.0001"


def decoys_text(trials: dict[str, Any] | None, what: str) -> str:
    """Return this installation's own error rate, "" where no decoys were scored."""
    if trials is None or not trials["decoys"]:
        return ""
    highest, bound = trials["highest_log10_lr"], probability(trials["error_bound"])
    return (
        f"this installation's own error rate: of {trials['decoys']:,} decoys scored against "
        f"{what}, {trials['named']:,} named (95 % sure: at most {bound}); "
        f"highest log10 ratio of a decoy {'–' if highest is None else f'{highest:.2f}'}"
    )
