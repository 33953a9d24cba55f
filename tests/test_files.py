"""File names from students' names, and files that are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.files import safe_stem, safe_stems, write_whole


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Émile Ångström", "Émile Ångström"),
        ("E\u0301mile", "Émile"),
        ("../../etc/passwd", "____etc_passwd"),
        ("..", "_"),
        (".hidden.", "hidden"),
        ('a<b>:"c|d?*\\e', "a_b___c_d___e"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("name\nwith\x00control", "name withcontrol"),
        ("", "student"),
        ("x" * 400, "x" * 180),
    ],
)
def test_a_name_becomes_a_file_name_that_every_system_takes(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_names_that_would_be_one_file_get_numbers() -> None:
    names = ["anna", "Anna", "ANNA", "anna-2", "émile", "E\u0301MILE", "a/b", "a:b"]
    stems = safe_stems(names)
    assert stems == ["anna", "Anna-2", "ANNA-3", "anna-2-2", "émile", "ÉMILE-2", "a_b", "a_b-2"]


@given(st.lists(st.text(alphabet=st.characters(codec=None)), max_size=5))
def test_any_name_stays_inside_the_folder(names: list[str]) -> None:
    stems = safe_stems(names)
    assert len({stem.casefold() for stem in stems}) == len(names)
    for stem in stems:
        path = Path("/folder") / f"{stem}.json"
        assert path.parent == Path("/folder")
        assert not stem.startswith(".")
        assert len(path.name.encode()) <= 255


def test_a_file_is_replaced_whole_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "n" * 100_000 + "\ud800")
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]
