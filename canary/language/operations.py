"""The operations that `[[rule]]`s of the wordlists may name, each in a module of its kind."""

from __future__ import annotations

from canary.language import contractions, order, punctuation, spacing, syntax
from canary.language.syntax import Operation

OPERATIONS: dict[str, Operation] = {
    **syntax.OPERATIONS,
    **order.OPERATIONS,
    **punctuation.OPERATIONS,
    **spacing.OPERATIONS,
    **contractions.OPERATIONS,
}
