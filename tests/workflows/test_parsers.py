"""Whatever a file or record holds, its parser answers with an error that Canary declares."""

import pytest

from bench import parsers_fuzz
from canary.errors import InputError
from canary.files.recipients import parse_recipients


@pytest.mark.parametrize("name", parsers_fuzz.PARSERS)
def test_a_mutated_file_is_read_or_refused_and_nothing_else(name):
    _, faults = parsers_fuzz.fuzz(name, 100)
    assert faults == []


@pytest.mark.parametrize("content", ["", "\n", " \n\n", ",,\n", "\r\n"])
def test_a_list_of_nothing_is_refused(content):
    with pytest.raises(InputError):
        parse_recipients(content, what="list.csv")
