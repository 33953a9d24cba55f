"""The policy of grades in ``grading.yml``, and its contradictions."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import ROOT

from autograder.course import course
from autograder.course.course import CourseError

COURSE = """\
course: Deep learning
{tables}
assignments:
  a: {{title: A, weight: 1}}
  b: {{title: B, weight: 2}}
  extra: {{title: Extra, weight: 1, bonus: true}}
"""


def load(folder: Path, *tables: str) -> course.Course:
    path = folder / "grading.yml"
    path.write_text(COURSE.format(tables="\n".join(tables)), encoding="utf-8")
    return course.load(path)


def test_the_policy_of_a_course_that_says_nothing(tmp_path: Path) -> None:
    grades = load(tmp_path).grades
    assert (grades.counts, grades.drop_lowest, grades.cap, grades.decimals, grades.letters) == (
        "latest", 0, None, 1, {},
    )  # fmt: skip


def test_a_whole_policy(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "late: {late_days: 4, penalty_per_day: 0.1}",
        "grades: {counts: best, drop_lowest: 1, cap: 105, decimals: 0, letters: {A+: 97.5, A: 90, F: 0}}",
    )
    assert loaded.late
    assert loaded.late.late_days == 4
    assert list(loaded.grades.letters.items()) == [("A+", 97.5), ("A", 90), ("F", 0)]
    assert [name for name, one in loaded.assignments.items() if one.bonus] == ["extra"]


def test_the_example_of_the_documentation_is_a_policy(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    path = tmp_path / "grading.yml"
    path.write_text("course: C\n" + text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert course.load(path).grades.letters == {"A": 90, "B": 80, "C": 65, "F": 0}


@pytest.mark.parametrize(
    ("tables", "complaint"),
    [
        (
            ["late:", "  penalty_per_day: 0.1", "  penalty_per_hour: 0.01"],
            'line 4, key "late.penalty_per_hour": expected a penalty per day or per hour, but there are both',
        ),
        (
            ["late:", "  penalty_per_hour: 0.1", "  late_days: 3"],
            'line 4, key "late.late_days": late days go with penalty_per_day, but the penalty is per hour',
        ),
        (
            ["late: {grace_minutes: 5}"],
            'line 2, key "late": expected penalty_per_day, penalty_per_hour or late_days, but none is given',
        ),
        (
            ["late:", "  at_most: 0.5", "  late_days: 3"],
            'line 3, key "late.at_most": there is no penalty that it could limit: add penalty_per_day',
        ),
        (["late: {late_days: 1.5}"], 'key "late.late_days": expected a whole number of days greater than 0'),
        (
            ["grades:", "  counts: newest"],
            'line 3, key "grades.counts": expected latest, best, latest_before_deadline or chosen, '
            'got "newest"',
        ),
        (
            ["grades:", "  cap: 90"],
            'line 3, key "grades.cap": expected a number of percent, 100 or more, got 90',
        ),
        (
            ["grades:", "  drop_lowest: 2"],
            'line 3, key "grades.drop_lowest": expected less than 2, the number of assignments with a weight '
            "that are no bonus, got 2",
        ),
        (
            ["grades:", "  letters:", "    A: 90", "    B: 90", "    F: 0"],
            'line 5, key "grades.letters.B": expected less than the 90 of A, got 90',
        ),
        (
            ["grades:", "  letters:", "    A: 90", "    D: 50"],
            'line 5, key "grades.letters.D": expected 0 for the last letter, so that every total has one, '
            "got 50",
        ),
        (
            ["grades:", "  cap: 100", "  letters: {A: 101, F: 0}"],
            'line 4, key "grades.letters.A": no total reaches 101: the cap is 100',
        ),
        (["grades: {letter: {A: 0}}"], 'key "grades.letter": unknown key, did you mean "letters"?'),
        (["grades: {decimals: -1}"], 'key "grades.decimals": expected a whole number from 0 to 6, got -1'),
        (["grades: {letters: {A: x}}"], 'key "grades.letters.A": expected a number of percent, 0 or more'),
    ],
)
def test_a_mistake_is_refused_with_line_and_key(tmp_path: Path, tables: list[str], complaint: str) -> None:
    with pytest.raises(CourseError) as caught:
        load(tmp_path, *tables)
    assert str(caught.value).startswith("grading.yml, line ")
    assert complaint in str(caught.value)


def test_a_bonus_needs_something_that_it_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "grading.yml"
    path.write_text("course: C\nassignments:\n  a: {title: A, weight: 1, bonus: true}\n", encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        course.load(path)
    assert str(caught.value) == (
        'grading.yml, line 3, key "assignments.a.bonus": '
        "a bonus is added to other assignments, but none of them has a weight"
    )
