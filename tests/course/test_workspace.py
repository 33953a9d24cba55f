from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import workspace
from autograder.course.course import load


def mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o7777


def test_a_new_one_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "grading.yml").write_text("course: C\nassignments: {}\n", encoding="utf-8")
    assert load(tmp_path / "grading.yml").error_log == tmp_path / ".autograder" / "error.log"
    assert mode(tmp_path / ".autograder") == 0o700


@pytest.mark.parametrize(
    ("before", "after"),
    [(0o755, 0o700), (0o777, 0o770), (0o775, 0o770), (0o2775, 0o2770), (0o750, 0o700), (0o700, 0o700)],
)
def test_an_open_one_is_closed_to_all_but_a_group_that_shares_it(
    tmp_path: Path, before: int, after: int
) -> None:
    (tmp_path / ".autograder" / "build").mkdir(parents=True)
    (tmp_path / ".autograder").chmod(before)
    assert workspace.make(tmp_path) == tmp_path / ".autograder"
    assert mode(tmp_path / ".autograder") == after
    assert (tmp_path / ".autograder" / "build").is_dir()


def test_a_link_stays_one_and_its_folder_is_closed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere").chmod(0o755)
    (tmp_path / ".autograder").symlink_to("elsewhere")
    workspace.make(tmp_path)
    assert (tmp_path / ".autograder").is_symlink()
    assert mode(tmp_path / "elsewhere") == 0o700
