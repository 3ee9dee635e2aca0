"""What an audit finds: listed, so that one problem does not hide the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from canary.errors import CanaryError

_SHAPES = (TypeError, ValueError, AttributeError, LookupError)


class Problems:
    """A growing list of problems."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def add(self, problem: str) -> None:
        """List a problem."""
        self._found.append(problem)

    def expect(self, condition: bool, problem: str) -> None:
        """List a problem unless `condition` holds."""
        if not condition:
            self.add(problem)

    @contextmanager
    def collected(self, what: str) -> Iterator[None]:
        """List an error of the block as a problem; the audit goes on after the block.

        A damaged database also holds values of types that its schema forbids.
        """
        try:
            yield
        except CanaryError as error:
            self.add(str(error))
        except _SHAPES as error:
            self.add(f"{what}: a value of a wrong type or length: {error}")
