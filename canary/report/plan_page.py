"""The page of a plan: the document with every site in place, and how much each paragraph tells.

One self-contained HTML file without script or outside reference. Everything that came from the
document is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from canary.model import Block, Channel, Site, Span, Text
from canary.report.tables import Row

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --faint: #667; --line: #dde1e8;
  --lexicon: #cfe3ff; --syntax: #d8f0d2; --authored: #f4d9f1; --house: #f4d9f1;
  --punctuation: #fbe7c6; --spelling: #fbe7c6; --spacing: #eceef2; --heat: 205, 90%; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --paper: #14171d; --faint: #98a1b0;
  --line: #2c323d; --lexicon: #1f3f6b; --syntax: #23492a; --authored: #562a52; --house: #562a52;
  --punctuation: #59431a; --spelling: #59431a; --spacing: #2a2f38; } }
body { font: 17px/1.6 Georgia, serif; color: var(--ink); background: var(--paper);
  max-width: 54rem; margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin-top: 2.4rem; }
.facts, table, .legend, .bits { font: 14px/1.5 system-ui, sans-serif; }
.facts, .legend { color: var(--faint); }
table { border-collapse: collapse; margin: .6rem 0; }
td, th { text-align: left; padding: .2rem 1.2rem .2rem 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; }
.block { display: grid; grid-template-columns: 4.5rem 1fr; gap: 1rem; margin: .8rem 0; }
.block p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.bits { color: var(--faint); text-align: right; border-right: 5px solid; padding-right: .6rem; }
.kept { color: var(--faint); }
mark { color: inherit; border-radius: 3px; padding: 0 .15em; }
mark span { font: 12px system-ui, sans-serif; color: var(--faint); padding-left: .3em; }
"""
_GAP, _NO_BREAK = "·", "°"
_FULL_HEAT = 12.0  # bits per 100 words that give the strongest colour


def plan_page(plan: Row, text: Text, sites: Sequence[Site]) -> str:
    """Return the page.

    Args:
        plan: The JSON object of `canary plan`.
        text: The document.
        sites: Its sites, in order.
    """
    title = escape(plan["document"]["name"])
    body = "\n".join(_blocks(text.content, text.blocks, sites))
    colours = "\n".join(
        f"mark.{channel} {{ background: var(--{channel}); }}"
        for channel in Channel
        if channel is not Channel.LAYOUT
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What can vary in {title}</title>
<style>{_STYLE}{colours}</style>
</head>
<body>
<h1>What can vary in {title}</h1>
<p class="facts">{_facts(plan)}</p>
{_channels(plan)}
<h2>The document</h2>
<p class="legend">Marked words are sites, the other wordings behind them; a dot stands for nothing
or a space, a ring for a no-break space. The figure beside a paragraph is its bits that survive
retyping.</p>
{body}
<h2>Weakest sentences</h2>
{_weakest(plan)}
</body>
</html>
"""


def _facts(plan: Row) -> str:
    return (
        f"{plan['document']['words']} words · {plan['sites']} sites · "
        f"{plan['bits']:.1f} bits · {plan['retyping_bits_per_100_words']:.2f} bits per 100 words "
        f"survive retyping · {plan['sentences_without_site']} of {plan['sentences']} sentences "
        "hold no site"
    )


def _channels(plan: Row) -> str:
    rows = "".join(
        f"<tr><td>{escape(row['channel'])}</td><td class=number>{row['sites']}</td>"
        f"<td class=number>{row['bits']:.1f}</td>"
        f"<td>{'yes' if row['survives_retyping'] else 'no'}</td></tr>"
        for row in plan["channels"]
    )
    heads = "<tr><th>channel</th><th>sites</th><th>bits</th><th>survives retyping</th></tr>"
    return f"<table>{heads}{rows}</table>"


def _weakest(plan: Row) -> str:
    rows = "".join(
        f"<tr><td class=number>{row['bits']:.1f}</td><td>{escape(row['sentence'])}</td></tr>"
        for row in plan.get("weakest_sentences", ())
    )
    return f"<table><tr><th>bits</th><th>sentence</th></tr>{rows}</table>"


def _blocks(content: str, blocks: Sequence[Block], sites: Sequence[Site]) -> Iterator[str]:
    parts = [(part.span, site, n) for site in sites for n, part in enumerate(site.parts)]
    parts.sort(key=lambda item: item[0])
    at = end = 0
    for block in blocks:
        lead = escape(content[end : block.span.start].strip())  # a list's number or mark
        end = block.span.end
        inside = []
        while at < len(parts) and parts[at][0].start < block.span.end:
            inside.append(parts[at])
            at += 1
        text = f'<span class="kept">{lead} </span>' if lead else ""
        text += "".join(_marked(content, block.span, inside))
        if not block.kind.is_prose:
            yield f'<div class="block kept"><div></div><p>{text}</p></div>'
            continue
        bits = sum(math.log2(s.q) for _, s, _ in inside if s.channel.survives_retyping)
        words = max(1, len(block.span.cut(content).split()))
        heat = 92 - 47 * min(1.0, 100 * bits / words / _FULL_HEAT)
        yield (
            f'<div class="block"><div class="bits" style="border-color: '
            f'hsl(var(--heat), {heat:.0f}%)">{bits:.1f}</div><p>{text}</p></div>'
        )


def _marked(content: str, block: Span, parts: Sequence[tuple[Span, Site, int]]) -> Iterator[str]:
    at = block.start
    for span, site, n in parts:
        yield escape(content[at : span.start])
        others = [v for i, v in enumerate(site.parts[n].variants) if i != site.source]
        shown = _visible(span.cut(content))
        rest = escape(" | ".join(map(_visible, others)))
        yield f'<mark class="{site.channel}" title="{escape(site.rule)}">'
        yield f"{escape(shown)}<span>{rest}</span></mark>"
        at = span.end
    yield escape(content[at : block.end])


def _visible(variant: str) -> str:
    """Show white space at the edges, and nothing at all, as dots."""
    if not variant.strip():
        return "".join(_NO_BREAK if c == "\u00a0" else _GAP for c in variant) or _GAP
    return variant
