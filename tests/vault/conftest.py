"""Fixtures over the small vault of `world`."""

import pytest

from tests.vault import world


@pytest.fixture
def vault(tmp_path):
    with world.make_vault(tmp_path / "v") as made:
        yield made


@pytest.fixture
def issued(vault):
    return world.issue(vault)
