"""Issue traceable copies of a document, and trace a leak back to the copy it came from.

`canary.plan`, `canary.issue` and `canary.decode` are the verbs as functions, imported when they
are first used:

- `plan(document, *, channels=None, lock=(), authored=False) -> Planned`
- `issue(vault, planned, recipients, out, *, clock, …) -> Release`
- `decode(vault, leak, question, *, now) -> dict`

See `canary.workflows` for their arguments and for vaults (`canary.workflows.vault.open_vault`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canary.workflows.decode import decode
    from canary.workflows.issue import issue
    from canary.workflows.plan import make_plan as plan

__all__ = ["__version__", "decode", "issue", "plan"]
__version__ = "0.1.0"

_VERBS = {
    "decode": ("canary.workflows.decode", "decode"),
    "issue": ("canary.workflows.issue", "issue"),
    "plan": ("canary.workflows.plan", "make_plan"),
}


def __getattr__(name: str) -> object:
    """Import a verb when it is first asked for, so that `import canary` stays light."""
    if name not in _VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, function = _VERBS[name]
    return getattr(import_module(module), function)
