"""Recipients' rows as bytes, and when two ids are one."""

import pytest

from canary.errors import InputError
from canary.log.recipient import decode_recipient, encode_recipient, fold_id
from canary.model import Recipient


@pytest.mark.parametrize(
    "other", ["ADA@example.org", " ada@example.org\t", "ａda@example.org", "Ada@Example.Org\u00a0"]
)
def test_one_id_in_another_spelling_is_the_same(other):
    assert fold_id(other) == fold_id("ada@example.org")


@pytest.mark.parametrize("other", ["ada@example.com", "ádа", "0012", "12"])
def test_other_ids_stay_apart(other):
    assert fold_id(other) != fold_id("ada@example.org")


def test_german_and_greek_case_is_folded():
    assert fold_id("STRASSE") == fold_id("Straße")
    assert fold_id("ΣΑΣ") == fold_id("σας")


def test_a_row_comes_back_as_it_was():
    row = Recipient("r1", (("name", 'O"Hara\n'), ("group", "0012"), ("group", "")))
    assert decode_recipient(encode_recipient(row)) == row


@pytest.mark.parametrize("empty", ["", " ", "\u3000\t"])
def test_an_id_that_folds_to_nothing_is_refused(empty):
    with pytest.raises(InputError, match="is empty"):
        encode_recipient(Recipient(empty))


def test_half_a_character_is_refused():
    for row in (Recipient("a\ud800"), Recipient("a", (("name", "\udfff"),))):
        with pytest.raises(InputError, match="half a character"):
            encode_recipient(row)


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b'{"fields":[]}',
        b'{"fields":[],"id":1}',
        b'{"fields":[["a"]],"id":"x"}',
        b'{"fields":[["a",1]],"id":"x"}',
        b'{"fields":[],"id":"x","more":1}',
        b'{"id":"x","fields":[]}',
    ],
)
def test_another_shape_is_refused(raw):
    with pytest.raises(InputError):
        decode_recipient(raw)
