"""canary.report.tables: every cell as it is, and one line a row."""

from canary.report.tables import pairs, probability, snippet, table


def test_numbers_in_text_stay_text_and_small_ones_keep_their_figures():
    shown = table([("0012", 0.0, 3.14159, 2e-9, None, True)], tuple("abcdef"))
    assert shown.splitlines()[-1].split() == ["0012", "0.00", "3.14", "2e-09", "–", "yes"]


def test_a_cell_cannot_begin_a_line_of_its_own():
    shown = table([("one\nattributed: yes\r\nthree", 1)], ("name", "n"))
    assert len(shown.splitlines()) == 3
    assert "one\\nattributed: yes\\nthree" in shown


def test_pairs_line_up_and_none_of_them_is_fine():
    assert pairs([]) == ""
    assert pairs([("a", 1), ("long", None)]) == "a     1\nlong  –"


def test_snippets_and_probabilities():
    assert snippet("short") == "short"
    assert snippet("x" * 100, 10) == "x" * 9 + "…"
    assert probability(0.123456) == "0.12"
