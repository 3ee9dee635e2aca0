"""Compile `wordlists/*.toml` into the one canonical JSON that the program loads.

Everything a file may say is listed here and in `docs/wordlists.md`; anything else is an error that
names the file, the rule and the key. Forms are inflected here, once, where a person can review
them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from canary.encoding import canonical
from canary.errors import InputError
from canary.language.forbidden import refuse_forbidden
from canary.language.inflection import (
    NOUN_TAGS,
    VERB_TAGS,
    Irregular,
    gerunds,
    noun_forms,
    verb_forms,
)
from canary.language.operations import OPERATIONS
from canary.language.predicates import compile_any

_CLASS_KEYS = frozenset(
    "id pos variants edges when unless only never tags near register tier accept reject "
    "note".split()
)
_RULE_KEYS = frozenset(
    "id operation channel words objects pairs style when unless tier accept reject note".split()
)
_POS = frozenset({"VERB", "NOUN", "ADJ", "ADV", "ADP", "PHRASE"})
_TIERS = frozenset({"gold", "silver", "draft"})
_REGISTERS = frozenset({"formal", "neutral", "plain"})
_THAT = "optional-that"
_STYLES = frozenset({"place", "document"})
_PAIRED = frozenset({"swapped-conjuncts", "repeated-possessive"})
_FOLLOWERS = frozenset({"+to", "+ing", "+inf"})
_TOP = {
    "forms.toml": frozenset({"schema", "verbs", "doubling", "nouns", "followers"}),
    "guards.toml": frozenset(
        {"schema", "never", "legal", "irreversible", "forbidden", "negators", "idle", "equal"}
    ),
}
_LISTS = frozenset({"schema", "class", "rule"})


def compile_wordlists(sources: Mapping[str, str]) -> bytes:
    """Return the canonical JSON of all files.

    Args:
        sources: File name to TOML text; `forms.toml` and `guards.toml` must be among them.

    Raises:
        InputError: Bad TOML, an unknown key or predicate, a duplicate id, a missing example, a
            class that holds a forbidden pair.
    """
    files = {name: _load(name, text) for name, text in sorted(sources.items())}
    forms, guards = files.pop("forms.toml"), files.pop("guards.toml")
    irregular = Irregular(
        {k: (v[0], v[1]) for k, v in forms["verbs"].items()},
        frozenset(forms["doubling"]),
        forms["nouns"],
    )
    seen: set[str] = set()
    classes: list[Any] = []
    rules: list[Any] = []
    for name, content in files.items():
        for record in content.get("class", ()):
            _claim(name, record, seen)
            classes.append(_class(name, record, irregular))
        for record in content.get("rule", ()):
            _claim(name, record, seen)
            rules.append(_rule(name, record))
    refuse_forbidden(files, guards)
    phrases = {k: [p.split() for p in guards.get(k, ())] for k in ("never", "legal")}
    pairs = [p.split() for p in guards.get("irreversible", ())]
    before_that = sorted({w for r in rules if r["operation"] == _THAT for w in r["words"]})
    for rule in rules:
        if rule["operation"] in _PAIRED:
            rule["pairs"] = [*rule.get("pairs", ()), *pairs]
        if rule["operation"] == _THAT:
            rule["follows"] = before_that
    following = gerunds(forms.get("followers", ()), irregular)
    return canonical({"classes": classes, "rules": rules, "guards": phrases, "gerunds": following})


def examples(sources: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Yield (id, "accept" or "reject", sentence) of every class and rule."""
    for name, text in sorted(sources.items()):
        content = _load(name, text)
        for record in (*content.get("class", ()), *content.get("rule", ())):
            for kind in ("accept", "reject"):
                for sentence in record.get(kind, ()):
                    yield record["id"], kind, sentence


def _load(name: str, text: str) -> dict[str, Any]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise InputError(f"{name} is not toml: {err}") from None
    unknown = set(content) - _TOP.get(name, _LISTS)
    if unknown or content.get("schema") != 1:
        raise InputError(f"{name}: unknown {sorted(unknown)} or schema is not 1")
    return content


def _claim(name: str, record: Mapping[str, Any], seen: set[str]) -> None:
    if record.get("id") in seen or not isinstance(record.get("id"), str):
        raise InputError(f"{name}: id missing or used twice: {record.get('id')!r}")
    seen.add(record["id"])


def _class(name: str, record: Mapping[str, Any], irregular: Irregular) -> dict[str, Any]:
    where = f"{name}: {record['id']}"
    _check_common(where, record, _CLASS_KEYS)
    variants = record.get("variants", [])
    if not 2 <= len(variants) <= 6 or len(set(variants)) != len(variants):
        raise InputError(f"{where}: wants 2 to 6 different variants, got {len(variants)}")
    if record.get("pos") not in _POS or record.get("register", "neutral") not in _REGISTERS:
        raise InputError(f"{where}: unknown pos or register")
    targets = _targets(where, variants, record.get("edges", "all"))
    out: dict[str, Any] = {
        "id": record["id"],
        "pos": record["pos"],
        "tier": record.get("tier", "gold"),
        "near": record.get("near", 25),
        "variants": [
            _variant(where, record, n, irregular) | {"targets": sorted(targets[n])}
            for n in range(len(variants))
        ],
    }
    for key in ("when", "unless", "tags"):
        if record.get(key):
            out[key] = record[key]
    return out


def _check_common(where: str, record: Mapping[str, Any], keys: frozenset[str]) -> None:
    if unknown := set(record) - keys:
        raise InputError(f"{where}: unknown keys {sorted(unknown)}")
    if record.get("tier", "gold") not in _TIERS:
        raise InputError(f"{where}: unknown tier {record['tier']!r}")
    for kind in ("accept", "reject"):
        _check_examples(f"{where}: {kind}", record.get(kind, ()))
    for key in ("when", "unless"):
        _check_condition(where, record.get(key, []))
    for key in ("only", "never"):
        for variant, condition in record.get(key, {}).items():
            if not set(_ends(variant)) <= set(record.get("variants", ())):
                raise InputError(f"{where}: {key} names {variant!r}, which is no variant")
            _check_condition(where, condition)


def _ends(edge: str) -> list[str]:
    """Return the variants that *a > b* names, or the one that *a* does."""
    return [end.strip() for end in edge.split(">")]


def _check_examples(where: str, sentences: Sequence[str]) -> None:
    if len(sentences) < 2:
        raise InputError(f"{where}: wants two sentences, got {len(sentences)}")
    if not all(s.count("{") == s.count("}") == 1 for s in sentences):
        raise InputError(f"{where}: every sentence marks one place with {{…}}")


def _check_condition(where: str, condition: object) -> None:
    if not isinstance(condition, list):
        raise InputError(f"{where}: a condition is a list, got {condition!r}")
    try:
        compile_any(condition)
    except (ValueError, TypeError, AttributeError) as err:
        raise InputError(f"{where}: {err}") from None


def _targets(where: str, variants: list[str], edges: object) -> list[set[int]]:
    if edges == "all":
        return [set(range(len(variants))) - {n} for n in range(len(variants))]
    out: list[set[int]] = [set() for _ in variants]
    if not isinstance(edges, list):
        raise InputError(f"{where}: edges is 'all' or a list, got {edges!r}")
    for edge in edges:
        ends = _ends(edge)
        if len(ends) != 2 or not set(ends) <= set(variants):
            raise InputError(f"{where}: an edge is 'a > b' between variants, got {edge!r}")
        out[variants.index(ends[0])].add(variants.index(ends[1]))
    return out


def _variant(where: str, record: Mapping[str, Any], n: int, irregular: Irregular) -> dict[str, Any]:
    text = record["variants"][n]
    words = text.split(" ")
    if not all(words) or any(c.isdigit() or c.isupper() or c == "," for c in text):
        raise InputError(f"{where}: a variant is lower-case words without commas, got {text!r}")
    out: dict[str, Any] = {}
    if words[-1].startswith("+"):
        out["follow"] = _follow(where, record, words.pop())
    if record["pos"] in {"VERB", "NOUN"}:
        out |= _inflected(where, record, words, irregular)
    else:
        out["forms"] = {"*": words}
    for key in ("only", "never"):
        if condition := record.get(key, {}).get(text):
            out[key] = condition
    toward: dict[str, dict[str, object]] = {}
    for key in ("only", "never"):
        for edge, condition in record.get(key, {}).items():
            source, *target = _ends(edge)
            if target and source == text:
                number = str(record["variants"].index(target[0]))
                toward.setdefault(number, {})[key] = condition
    return out | ({"toward": toward} if toward else {})


def _follow(where: str, record: Mapping[str, Any], mark: str) -> str:
    """Return which form of the next verb a variant asks for: to, ing or inf."""
    if mark not in _FOLLOWERS:
        raise InputError(f"{where}: a variant ends in one of {sorted(_FOLLOWERS)}, got {mark!r}")
    if not all(v.split(" ")[-1] in _FOLLOWERS for v in record["variants"]):
        raise InputError(f"{where}: all variants say the form of the next verb, or none")
    return mark[1:]


def _inflected(
    where: str, record: Mapping[str, Any], words: Sequence[str], irregular: Irregular
) -> dict[str, Any]:
    marked = [i for i, w in enumerate(words) if w.endswith("~")]
    if len(words) > 1 and len(marked) != 1:
        raise InputError(f"{where}: ~ marks the one word that inflects, got {' '.join(words)!r}")
    anchor = marked[0] if marked else 0
    lemma = words[anchor].rstrip("~")
    verb = record["pos"] == "VERB"
    forms = verb_forms(lemma, irregular) if verb else noun_forms(lemma, irregular)
    wanted = record.get("tags") or (VERB_TAGS if verb else NOUN_TAGS)
    return {
        "anchor": anchor,
        "forms": {
            tag: [*words[:anchor], form, *words[anchor + 1 :]]
            for tag, form in forms.items()
            if tag.partition(".")[0] in wanted
        },
    }


def _rule(name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    where = f"{name}: {record['id']}"
    _check_common(where, record, _RULE_KEYS)
    if record.get("operation") not in OPERATIONS:
        raise InputError(f"{where}: unknown operation {record.get('operation')!r}")
    out: dict[str, Any] = {
        "id": record["id"],
        "operation": record["operation"],
        "channel": record.get("channel", "syntax"),
        "tier": record.get("tier", "gold"),
    }
    for key in ("when", "unless"):
        if record.get(key):
            out[key] = record[key]
    for key in ("words", "objects"):
        if key in record:
            out[key] = sorted(record[key])
    if "style" in record:
        out["style"] = _one_of(where, "style", record["style"], _STYLES)
    if "pairs" in record:
        out["pairs"] = [list(p) for p in record["pairs"]]
    return out


def _one_of(where: str, key: str, value: str, known: frozenset[str]) -> str:
    if value not in known:
        raise InputError(f"{where}: {key} is one of {sorted(known)}, got {value!r}")
    return value
