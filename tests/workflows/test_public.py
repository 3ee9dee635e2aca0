"""canary.plan, canary.issue, canary.decode."""

import pytest

import canary
from canary.workflows.decode import decode
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan


def test_the_verbs_are_functions_of_the_package():
    assert (canary.plan, canary.issue, canary.decode) == (make_plan, issue, decode)


def test_nothing_else_is_promised():
    with pytest.raises(AttributeError, match="accuse"):
        canary.accuse  # noqa: B018
