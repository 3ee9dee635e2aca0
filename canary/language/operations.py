"""The operations that `[[rule]]`s of the wordlists may name, each in a module of its kind."""

from __future__ import annotations

from canary.language import (
    asides,
    connectives,
    contractions,
    coordination,
    genitive,
    lists,
    movement,
    order,
    punctuation,
    relatives,
    spacing,
    style,
    syntax,
)
from canary.language.syntax import Operation

OPERATIONS: dict[str, Operation] = {
    **syntax.OPERATIONS,
    **connectives.OPERATIONS,
    **coordination.OPERATIONS,
    **genitive.OPERATIONS,
    **movement.OPERATIONS,
    **relatives.OPERATIONS,
    **order.OPERATIONS,
    **punctuation.OPERATIONS,
    **asides.OPERATIONS,
    **spacing.OPERATIONS,
    **contractions.OPERATIONS,
    **style.OPERATIONS,
    **lists.OPERATIONS,
}

STAYS = {**style.STAYS, **lists.STAYS}
