"""canary.files.output: private, whole files."""

import os
import stat

import pytest

from canary.errors import InputError, UsageError
from canary.files import output


def test_folders_and_files_are_private_and_nothing_else_is_left(tmp_path):
    folder = output.private_folder(tmp_path / "a" / "b")
    output.write_private(folder / "copy.txt", b"one")
    output.write_private(folder / "copy.txt", b"two")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "copy.txt").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["copy.txt"]
    assert (folder / "copy.txt").read_bytes() == b"two"


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "copy.txt"
    output.write_private(path, b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="no space left"):
        output.write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_links_and_folders_in_the_way_are_refused(tmp_path):
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    with pytest.raises(UsageError, match="in the way"):
        output.write_private(link, b"new")
    assert target.read_bytes() == b"mine"
    with pytest.raises(UsageError, match="in the way"):
        output.private_folder(target)
    (tmp_path / "folder").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="symbolic link"):
        output.private_folder(tmp_path / "folder")
    with pytest.raises(UsageError, match="can't be made"):
        output.private_folder(target / "below")


def test_many_files_are_written_in_batches_and_a_bad_one_takes_its_batch_along(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(output, "_BATCH", 3)
    files = [(tmp_path / f"{number}.txt", b"new") for number in range(8)]
    (tmp_path / "5.txt").mkdir()
    with pytest.raises(UsageError, match=r"5\.txt' is in the way"):
        output.write_all_private(files)
    assert sorted(path.name for path in tmp_path.glob("*.txt") if path.is_file()) == [
        "0.txt",
        "1.txt",
        "2.txt",
    ]
    (tmp_path / "5.txt").rmdir()
    output.write_all_private(files)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"new"}
    assert len(list(tmp_path.iterdir())) == 8


def test_of_many_files_one_at_a_time_is_in_memory(tmp_path):
    def files():
        for number in range(3):
            assert len(list(tmp_path.iterdir())) == number  # those before are on disk already
            yield tmp_path / f"{number}.txt", b"new"

    output.write_all_private(files())
    assert len(list(tmp_path.glob("*.txt"))) == 3


def test_only_own_leftovers_are_removed(tmp_path):
    (tmp_path / ".canary-0123456789abcdef.part").write_bytes(b"half")
    (tmp_path / ".canary-notes.part").write_bytes(b"not ours")
    output.remove_parts(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".canary-notes.part"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("memo.txt", "memo.txt"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\x1b[31m\u202e.md", "a_[31m_.md"),
        ("..", "document"),
        ("", "document"),
        ("é" * 150 + ".txt", "é" * 98 + ".txt"),
        ("x" * 300, "x" * 200),
    ],
)
def test_file_names_are_made_harmless(name, safe):
    assert output.safe_name(name) == safe


def test_no_cell_is_a_formula_and_the_csv_reads_back():
    raw = output.csv_bytes(["id", "n"], [["=cmd()", 1], ['a,"b"\n', None]])
    assert output.read_csv(raw, what="index.csv") == [
        {"id": "'=cmd()", "n": "1"},
        {"id": 'a,"b"\n', "n": ""},
    ]
    with pytest.raises(InputError, match="not readable as csv"):
        output.read_csv(b"\xff", what="index.csv")
