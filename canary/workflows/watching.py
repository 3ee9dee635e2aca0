"""How long work is watched: items pass through, and whoever watches counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    """Yields the same items; `steps` is how many there will be, `label` what is done to them."""

    def __call__(self, items: Iterable[T], steps: int, label: str, /) -> Iterator[T]:
        """Pass the items through."""
        ...


def unwatched(items: Iterable[T], steps: int, label: str) -> Iterator[T]:  # noqa: ARG001
    """Watch nothing."""
    return iter(items)
