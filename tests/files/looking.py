"""What a document is read as: its blocks, and where words of it stand."""

from canary.model import Span


def kinds(document):
    content = document.text.content
    return [(block.kind, block.span.cut(content)) for block in document.text.blocks]


def span_of(document, words):
    start = document.text.content.index(words)
    return Span(start, start + len(words))
