"""Decisions, their log and their reasons from the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from books import hand_in, result
from commands import command, is_one_sentence

from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.student import Student

GRADING = """
course: Arithmetic
timezone: Europe/Lisbon
late: {penalty_per_day: 0.1}
grades: {counts: chosen, letters: {A: 80, F: 0}}
assignments:
  hw1: {title: Sums, weight: 1, deadline: 2101-10-28 23:59}
  hw2: {title: Products, weight: 1}
"""
DUE = datetime(2101, 10, 28, 22, 59, tzinfo=UTC)
STUDENTS = {"a1": ("Anna", "A"), "b2": ("Boris", "A"), "c3": ("Chen", "B")}
WHY = ("--why", "question 3 was ambiguous", "--by", "ana")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gradebook]:
    """A course as the current folder, whose three students handed in; Chen has withdrawn."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "grading.yml").write_text(GRADING)
    with Gradebook(f"sqlite:///{tmp_path}/.autograder/gradebook.db") as book:
        for key, (name, section) in STUDENTS.items():
            for points in (8, 6):
                questions = [("q1", points, 10), ("essay", None, 4)]
                hand_in(
                    book, result(Student(key, name), questions=questions, received=DUE - timedelta(points))
                )
            with book.writing():
                models.Student.objects.filter(key=key).update(section=section, is_withdrawn=key == "c3")
        yield book


def gradebook(*arguments: str) -> str:
    done = command("gradebook", *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_adjustment_tells_its_event_and_the_grades_before_and_after(book: Gradebook) -> None:
    assert gradebook("adjust", "hw1", "+2.5", "anna", "b2", *WHY) == (
        "Event 1: `autograder gradebook undo 1 --why REASON` takes it back.\n"
        "Anna: hw1 6 of 10 → 8.5 of 10, total 60.0 % F → 85.0 % A\n"
        "Boris: hw1 6 of 10 → 8.5 of 10, total 60.0 % F → 85.0 % A\n"
    )
    assert "Anna: hw1 8.5 of 10 → 7.5 of 10, total 85.0 % A → 75.0 % F" in gradebook(
        "adjust", "hw1", "-1", "Anna", *WHY
    )


def test_a_section_and_an_adjustment_of_one_submission(book: Gradebook) -> None:
    assert re.findall(r"^\w+(?=: hw1)", gradebook("excuse", "hw1", "--section", "A", *WHY), re.M) == [
        "Anna",
        "Boris",
    ]
    told = gradebook("adjust", "hw1", "1", "--submission", "5", *WHY)
    assert "Chen: hw1 stays 6 of 10, total stays 60.0 % F" in told  # it is not the one that counts
    assert "Chen: hw1 6 of 10 → 9 of 10, total 60.0 % F → 90.0 % A" in gradebook("choose", "5", *WHY)


def test_of_many_students_twenty_are_told(book: Gradebook) -> None:
    with book.writing():
        models.Student.objects.bulk_create(
            models.Student(key=f"d{number}", name=f"Student {number}", section="D") for number in range(45)
        )
    told = gradebook("extend", "hw1", "+2d", "--section", "D", *WHY).splitlines()
    assert len(told) == 22
    assert told[-1] == "… and 25 more."


def test_an_undone_decision_is_in_the_log(book: Gradebook) -> None:
    gradebook("excuse", "hw1", "Anna", *WHY)
    gradebook("extend", "hw1", "+2d", "Boris", *WHY)
    assert "Anna: hw1 excused → 6 of 10, total – → 60.0 % F" in gradebook(  # noqa: RUF001
        "undo", "1", "--why", "not ill", "--by", "rui"
    )
    lines = [line.partition("  ") for line in gradebook("log").splitlines()]
    assert [line[0] for line in lines] == ["1", "2", "3"]
    assert [re.sub(r"^\S+ \S+ WES?T  ", "", line[2]) for line in lines] == [
        "ana  excuse hw1 for Anna: excused yes, 'question 3 was ambiguous' (undone by 3)",
        "ana  extend hw1 for Boris: until 2101-10-30 23:59 WET, 'question 3 was ambiguous'",
        "rui  undo 1 hw1 for Anna: excused yes → nothing, 'not ill'",
    ]


def test_a_part_of_the_log(book: Gradebook) -> None:
    assert gradebook("log") == "Nobody decided anything of that kind.\n"
    for student in STUDENTS:
        gradebook("excuse", "hw1", student, *WHY)
    assert gradebook("log", "boris").count("\n") == 1
    assert gradebook("log", "--last", "2").startswith("The last 2 events; --last N shows more.\n2  ")
    assert gradebook("log", "--assignment", "hw2", "--since", "2020-01-31").startswith("Nobody")
    assert gradebook("log", "--since", "2020-01-31").count("\n") == 3


def test_explain_prints_the_lines_of_each_assignment_and_of_the_total(book: Gradebook) -> None:
    explained = gradebook("explain", "chen")
    assert explained.splitlines() == [
        "Chen (c3), section B, withdrawn",
        "hw1: Sums",
        "  submission 5: attempt 1, handed in 2101-10-20 23:59 WEST",
        "  submission 5: q1 8 of 10",
        "  submission 6: attempt 2, handed in 2101-10-22 23:59 WEST",
        "  submission 6: q1 6 of 10",
        "  submission 6 counts, of 2: the chosen one, or the latest if none is chosen",
        "  automatic 6 of 10",
        "  not marked yet: essay (4 points)",
        "  score 6 of 10: 60 %",
        "hw2: Products",
        "  nothing handed in, no deadline",
        "total",
        "  left out: hw2",
        "  total 60 %: 1 × 60",  # noqa: RUF001
        "  rounded 60.0 %",
        "  letter F: 0 % or more",
    ]
    assert gradebook("explain", "c3", "hw2").splitlines()[1:] == [
        "hw2: Products",
        "  nothing handed in, no deadline",
    ]


def test_show_marks_what_is_not_marked_and_who_has_withdrawn(book: Gradebook) -> None:
    gradebook("excuse", "hw1", "Boris", *WHY)
    rows = [" ".join(line.split()) for line in gradebook("show").splitlines()]
    assert rows == [
        "student hw1 hw2 total",
        "Anna 60* – 60.0 % F",  # noqa: RUF001
        "Boris excused – –",  # noqa: RUF001
        "Chen (withdrawn) 60* – 60.0 % F",  # noqa: RUF001
        "* not all is marked yet – nothing counts yet",  # noqa: RUF001
    ]
    assert "Anna" not in gradebook("show", "--section", "B")


def test_show_of_an_assignment_tells_what_makes_up_the_scores(book: Gradebook) -> None:
    gradebook("adjust", "hw1", "-1.5", "Anna", *WHY)
    rows = [" ".join(line.split()) for line in gradebook("show", "hw1").splitlines()]
    assert rows[:2] == [
        "student submission automatic written adjusted late score %",
        "Anna 2 6 of 10 essay? -1.5 4.5 of 10 45*",
    ]


def test_of_two_people_of_one_name_the_ids_are_shown(book: Gradebook) -> None:
    with book.writing():
        models.Student.objects.create(key="d4", name="Anna")
    shown = gradebook("show")
    assert "Anna (a1)" in shown
    assert "Anna (d4)" in shown
    refused = command("gradebook", "explain", "Anna")
    assert refused.exit_code == 2
    assert refused.stderr == '"Anna" may be several students: name one by the id (a1, d4).\n'


def test_a_long_table_is_cut_and_says_where_the_rest_is(book: Gradebook) -> None:
    with book.writing():
        models.Student.objects.bulk_create(
            models.Student(key=f"d{number}", name=f"Student {number}") for number in range(120)
        )
    shown = gradebook("show")
    assert "23 more students: --section shows one section, --all shows everybody" in shown
    assert shown.count("Student ") == 97
    assert gradebook("show", "--all").count("Student ") == 120


def test_diff_compares_with_the_policy_that_was_used_before(book: Gradebook, tmp_path: Path) -> None:
    refused = command("gradebook", "diff")
    assert refused.exit_code == 2
    assert "No other policy was used in this gradebook: name a file" in refused.stderr
    gradebook("excuse", "hw1", "Boris", *WHY)
    gradebook("show")
    (tmp_path / "old.yml").write_text(GRADING)
    (tmp_path / "grading.yml").write_text(
        GRADING.replace("A: 80", "A: 60").replace("2101-10-28", "2101-10-19")
    )
    expected = [
        "student what before after",
        "Anna hw1 60* 42*",
        "total 60.0 % F 42.0 % F",
        "Chen (withdrawn) hw1 60* 42*",
        "total 60.0 % F 42.0 % F",
        "The policy changes the grades of 2 of 3 students.",
        "Mean total: 60 % → 42 % (2 students).",
    ]
    for options in ([], ["--from", "old.yml"]):
        assert [" ".join(line.split()) for line in gradebook("diff", *options).splitlines()] == expected
    gradebook("show")
    assert "2 of 3 students" in gradebook("diff")  # still, with the last one that differs
    with book.reading():
        assert models.Event.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["adjust", "hw1", "two", "Anna", *WHY], 'POINTS must be a number, such as 2, 0.5 or -1, not "two".'),
        (["adjust", "hw1", "nan", "Anna", *WHY], "Give the points as a number"),
        (["adjust", "hw9", "1", "Anna", *WHY], 'there is no assignment "hw9" in grading.yml'),
        (["adjust", "hw1", "1", "Dora", *WHY], 'There is no student "Dora"'),
        (["adjust", "hw1", "1", "--section", "Z", *WHY], 'There is no section "Z"'),
        (["adjust", "hw1", "1", *WHY], "Name at least one student, group or section."),
        (["excuse", "hw1", "Anna", "--why", ""], "Give a reason with --why"),
        (["extend", "hw1", "2101-10-01 12:00", "Anna", *WHY], "an extension can only be later"),
        (["extend", "hw1", "soon", "Anna", *WHY], '"soon" is no time'),
        (["extend", "hw2", "+2d", "Anna", *WHY], "hw2 has no deadline that could be extended"),
        (["choose", "77", *WHY], "There is no submission 77"),
        (["undo", "77", "--why", "x"], "There is no event 77"),
        (["log", "--since", "soon"], "--since needs a time"),
        (["explain", "Anna", "hw9"], 'there is no assignment "hw9"'),
        (["show", "hw9"], 'there is no assignment "hw9"'),
        (["show", "--section", "Z"], 'There is no section "Z"'),
        (["diff", "--from", "none.yml"], "there is no"),
    ],
)
def test_a_wrong_command_is_refused_in_one_sentence(
    book: Gradebook, arguments: list[str], words: str
) -> None:
    refused = command("gradebook", *arguments)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert is_one_sentence(refused.stderr)
    with book.reading():
        assert not models.Event.objects.exists()


@pytest.mark.parametrize(
    "arguments", [["show"], ["diff"], ["explain", "Anna"], ["excuse", "hw1", "Anna", *WHY]]
)
def test_a_policy_that_contradicts_itself_is_refused_in_one_sentence(
    book: Gradebook, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "grading.yml").write_text(GRADING.replace("F: 0", "F: 10"))
    refused = command("gradebook", *arguments)
    assert refused.exit_code == 2
    assert "expected 0 for the last letter" in refused.stderr
    assert is_one_sentence(refused.stderr)


def test_a_reason_is_required(book: Gradebook) -> None:
    refused = command("gradebook", "excuse", "hw1", "Anna")
    assert refused.exit_code == 2
    assert "--why" in refused.stderr
