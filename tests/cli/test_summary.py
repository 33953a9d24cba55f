"""The table in the terminal: all there, and nothing that a student wrote is obeyed."""

from __future__ import annotations

import io

import msgspec
from rich.console import Console
from samples import sample_class

from autograder.cli.summary import print_summary
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student


def printed(results: list[GradingResult]) -> str:
    file = io.StringIO()
    print_summary(results, Console(file=file, width=140, force_terminal=True, color_system="truecolor"))
    return file.getvalue()


def plain(results: list[GradingResult]) -> str:
    file = io.StringIO()
    print_summary(results, Console(file=file, width=140))
    return file.getvalue()


ANNA = GradingResult(
    student=Student.named("anna"),
    assignment="attention",
    status=Status.GRADED,
    score=3.0,
    possible=4.0,
    questions=[QuestionResult(f"q{n}", verdict, 0.0, 1.0) for n, verdict in enumerate(Verdict)],
    layers=["namespaces"],
)


def test_a_row_says_it_all_without_colour() -> None:
    row = next(line for line in plain([ANNA]).splitlines() if line.startswith("anna"))
    assert row.split() == ["anna", "attention", "█████████░░░", "3/4", "75", "✓◐✗!TM·?", "graded"]


def test_only_full_marks_fill_the_bar() -> None:
    assert "░ 3.99/4" in plain([msgspec.structs.replace(ANNA, score=3.99)])
    assert "█ 4/4" in plain([msgspec.structs.replace(ANNA, score=4.0)])


def test_every_student_and_every_reason_is_there() -> None:
    results = sample_class(25)
    text = plain(results)
    assert all(result.student.name in text for result in results)
    bad = GradingResult(
        student=Student.named("x"), assignment="a", status=Status.UNREADABLE, message="It is a PDF."
    )
    assert "unreadable: It is a PDF." in plain([bad])
    assert "25 graded, 1 unreadable" in plain([ANNA] * 25 + [bad])


def test_a_grade_without_walls_is_said() -> None:
    assert "without walls: 1 of 2" in plain([ANNA, msgspec.structs.replace(ANNA, layers=[])])
    assert "without walls" not in plain([ANNA])


def test_markup_and_escapes_are_shown_and_not_obeyed() -> None:
    evil = msgspec.structs.replace(
        ANNA,
        student=Student.named("[bold]b[/bold] \x1b]0;title\x07\x1b[2J[/nothing]"),
        message="[link=http://evil.example]click[/link]\x1b[1A",
    )
    text = printed([evil])
    assert "[bold]b[/bold] [/nothing]" in text
    assert "[link=http://evil.example]click[/link]" in text
    assert "\x1b]0;" not in text
    assert "\x1b[2J" not in text
    assert "\x1b[1A" not in text


def test_the_three_most_frequent_misconceptions_are_said() -> None:
    def wrong(sentence: str) -> GradingResult:
        question = QuestionResult("q1", Verdict.FAILED, 0.0, 1.0, misconception=sentence)
        return msgspec.structs.replace(ANNA, questions=[question])

    results = [wrong(sentence) for sentence in ["[red]no tanh"] * 3 + ["blur"] * 2 + ["late"] * 2 + ["rare"]]
    lines = plain(results).splitlines()
    place = lines.index("Most frequent misconceptions:")
    assert lines[place + 1 : place + 4] == [
        "   3 × attention q1: [red]no tanh",  # noqa: RUF001
        "   2 × attention q1: blur",  # noqa: RUF001
        "   2 × attention q1: late",  # noqa: RUF001
    ]
    assert not [line for line in lines if "rare" in line]
    assert "misconceptions" not in plain([ANNA])


def test_a_narrow_terminal_gets_lines_instead_of_columns() -> None:
    file = io.StringIO()
    remarked = msgspec.structs.replace(
        ANNA, student=Student.named("Bartholomäus Weizenkeim-Tannhäuser"), remarks=["Two."]
    )
    bad = GradingResult(
        student=Student.named("x"), assignment="a", status=Status.UNREADABLE, message="It is a PDF."
    )
    print_summary([ANNA, remarked, bad], Console(file=file, width=40))
    lines = file.getvalue().splitlines()
    assert lines[:5] == [
        "anna",
        "  3/4, 75 %  ✓◐✗!TM·?",
        "Bartholomäus Weizenkeim-Tannhäuser",
        "  3/4, 75 %  ✓◐✗!TM·?",
        "  graded: Two.",
    ]
    assert lines[5:7] == ["x", "  unreadable: It is a PDF."]
    assert max(map(len, lines)) <= 40


def test_an_empty_class_is_a_sentence() -> None:
    assert plain([]) == "Nothing was graded.\n"
