from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.course import course
from autograder.course.course import Budget, CourseError
from autograder.course.lateness import lateness

GOOD = """\
course: Deep learning
late: {grace_minutes: 15, penalty_per_day: 0.1, at_most: 0.25}
defaults: {device: cpu, accelerate_from: 0, budget: {time: 30}}
assignments:
  self-attention:
    title: Self-attention from scratch
    weight: 50
    deadline: 2027-02-01T23:59:00+00:00
    runtime: torch
    budget: {memory: 2048}
    questions: {q6: {time: 120}}
  fibonacci-attention:
    title: Fibonacci
    weight: 50
    runtime: tensorflow
    device: any
    accelerate_from: 500
"""
DEADLINE = datetime(2027, 2, 1, 23, 59, tzinfo=UTC)


def write(folder: Path, text: str) -> Path:
    path = folder / "grading.yml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(CourseError) as caught:
        course.load(write(folder, text))
    return str(caught.value)


def test_the_course_of_this_repository_loads() -> None:
    here = course.load(course.find(Path(__file__).parent))
    assert sum(config.weight for config in here.assignments.values()) == 100
    assert here.assignment("self-attention").runtime == "torch"
    assert here.assignment("fibonacci-attention").runtime == "tensorflow"


def test_values_defaults_and_overrides(tmp_path: Path) -> None:
    loaded = course.load(write(tmp_path, GOOD))
    first, second = loaded.assignments.values()
    assert loaded.root == tmp_path
    assert (first.name, first.title, first.deadline) == (
        "self-attention",
        "Self-attention from scratch",
        DEADLINE,
    )
    assert (first.device, second.device) == ("cpu", "any")
    assert (first.accelerate_from, second.accelerate_from) == (0, 500)
    assert first.budget_for("q1") == Budget(time=30, memory=2048)
    assert first.budget_for("q6") == Budget(time=120, memory=2048)
    assert second.budget_for("q6") == Budget(time=30, memory=4096)


def test_without_optional_parts(tmp_path: Path) -> None:
    loaded = course.load(
        write(tmp_path, "course: C\nassignments: {a: {title: A, weight: 1, runtime: numpy}}\n")
    )
    config = loaded.assignment("a")
    assert config.budget_for("q1") == Budget(time=60, memory=4096)
    assert (loaded.late, config.deadline) == (None, None)


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        (timedelta(days=-3), 0),
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=15, seconds=1), 0.1),
        (timedelta(days=1), 0.1),
        (timedelta(days=1, seconds=1), 0.2),
        (timedelta(days=30), 0.25),
    ],
)
def test_late_penalty(tmp_path: Path, after: timedelta, lost: float) -> None:
    loaded = course.load(write(tmp_path, GOOD))
    assert share_lost(loaded, DEADLINE + after) == lost


@pytest.mark.parametrize("deadline", ["2027-10-30 23:59", "2027-10-30T23:59:00+01:00", "2027-10-30T22:59Z"])
def test_late_days_by_the_clocks_of_the_course(tmp_path: Path, deadline: str) -> None:
    text = replaced("2027-02-01T23:59:00+00:00", deadline).replace("late:", "timezone: Europe/Lisbon\nlate:")
    loaded = course.load(write(tmp_path, text))
    config = loaded.assignment("self-attention")
    assert config.deadline == datetime(2027, 10, 30, 22, 59, tzinfo=UTC)
    assert share_lost(loaded, datetime(2027, 10, 31, 23, 59, tzinfo=UTC)) == 0.1
    assert share_lost(loaded, datetime(2027, 11, 1, 0, 0, tzinfo=UTC)) == 0.2


def share_lost(loaded: course.Course, at: datetime) -> float:
    """The part of its score that a submission of self-attention loses for lateness."""
    config = loaded.assignment("self-attention")
    assert loaded.late
    assert config.deadline
    return float(lateness(loaded.late, config.deadline, at).share)


def replaced(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


SPOILED = [
    (
        replaced("q6: {time: 120}", 'q6: {time: "fast"}'),
        'grading.yml, line 11, key "assignments.self-attention.questions.q6.time": '
        'expected a number of seconds greater than 0, got "fast"',
    ),
    (
        replaced("memory: 2048", "memory: 0"),
        'grading.yml, line 10, key "assignments.self-attention.budget.memory": '
        "expected a whole number of MiB greater than 0, got 0",
    ),
    (
        replaced("{time: 30}", "{time: .nan}"),
        'line 3, key "defaults.budget.time": expected a number of seconds',
    ),
    (replaced("{time: 30}", "{time: true}"), "expected a number of seconds greater than 0, got true"),
    (
        replaced("{time: 30}", "often"),
        'key "defaults.budget": expected a table of keys and values, got "often"',
    ),
    (
        replaced("0.1", "10"),
        'line 2, key "late.penalty_per_day": expected a share from 0 to 1 (0.1 is ten percent), got 10',
    ),
    (
        replaced("+00:00", ""),
        'line 8, key "assignments.self-attention.deadline": expected a date and time with its time zone, '
        "such as 2027-02-01T23:59:00+00:00, or without it if the course has a timezone, "
        'got "2027-02-01T23:59:00"',
    ),
    (
        replaced("2027-02-01T23:59:00+00:00", "Monday"),
        "time zone, such as 2027-02-01T23:59:00+00:00, or without it if the course has a timezone, "
        'got "Monday"',
    ),
    (
        replaced("late:", "timezone: Lisbon\nlate:"),
        'line 2, key "timezone": expected an IANA time zone, such as Europe/Lisbon, got "Lisbon"',
    ),
    (
        replaced("late:", "timezone: Europe/Lisbon\nlate:").replace("T23:59:00+00:00", ""),
        'line 9, key "assignments.self-attention.deadline": expected a date and time',
    ),
    (
        replaced("runtime: torch", "runtime: pytorch"),
        'key "assignments.self-attention.runtime": expected numpy, torch, tensorflow or transformers, '
        'got "pytorch"',
    ),
    (
        replaced("runtime: torch", "rutime: torch"),
        'line 9, key "assignments.self-attention.rutime": unknown key, did you mean "runtime"? '
        "(expected one of: title, weight, bonus, deadline, runtime, device, gpus, gpu_memory, "
        "accelerate_from, budget, questions)",
    ),
    (replaced("late:", "lste:"), 'line 2, key "lste": unknown key, did you mean "late"?'),
    (
        replaced("{time: 120}", "{tme: 120}"),
        'unknown key, did you mean "time"? (expected one of: time, memory)',
    ),
    (replaced("at_most", "atmost"), 'key "late.atmost": unknown key, did you mean "at_most"?'),
    (replaced("device: cpu", "devise: cpu"), 'key "defaults.devise": unknown key, did you mean "device"?'),
    (
        replaced("{time: 30}", "{zzz: 30}"),
        'key "defaults.budget.zzz": unknown key (expected one of: time, memory)',
    ),
    (
        replaced("    title: Fibonacci\n", ""),
        'line 12, key "assignments.fibonacci-attention.title": expected this key, but it is missing',
    ),
    (replaced("course: Deep learning\n", ""), 'line 1, key "course": expected this key, but it is missing'),
    (replaced("Deep learning", ""), 'key "course": expected some text, got nothing'),
    (
        replaced("    weight: 50\n    runtime", "    title: Again\n    runtime"),
        'line 14, key "assignments.fibonacci-attention.title": expected once, but line 13 has it already',
    ),
    (
        replaced("fibonacci-attention", "../secrets"),
        'key "assignments.../secrets": expected a name of letters',
    ),
    (
        replaced("  fibonacci-attention:", "  ? [a]\n  :"),
        "line 12: expected a plain word as a key, got a list",
    ),
    (
        replaced("weight: 50\n    runtime", "weight: [50]\n    runtime"),
        "expected a number, 0 or more, got a list",
    ),
    (
        replaced("weight: 50\n    runtime", "weight: !!int x\n    runtime"),
        "line 14: expected a plain value, got x",
    ),
    (
        replaced("weight: 50\n    runtime", "weight: !money 5\n    runtime"),
        "line 14: expected a plain value, got 5",
    ),
    ("course: C\nassignments: &a {b: *a}\n", "line 2: expected at most ten levels of keys"),
    ("", "line 1: expected a table of keys and values, got nothing"),
    ("- course\n", "line 1: expected a table of keys and values, got a list"),
    ("course: C\nassignments: nothing\n", 'line 2, key "assignments": expected a table of keys and values'),
    ("course: 'C\n", "grading.yml, line 2: this is not YAML"),
    ("course: C\n\tassignments:\n", "grading.yml, line 2: this is not YAML"),
    ("course: C: D\n", "grading.yml, line 1: this is not YAML"),
    ("course: \x07\n", "grading.yml: this is not YAML"),
]


@pytest.mark.parametrize(("text", "expected"), SPOILED, ids=range(len(SPOILED)))
def test_a_mistake_names_line_key_and_what_was_expected(tmp_path: Path, text: str, expected: str) -> None:
    said = complaint(tmp_path, text)
    assert expected in said
    assert "\n" not in said
    assert said.startswith("grading.yml")


def test_missing_or_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"there is no .*grading\.yml: run this in the folder"):
        course.load(tmp_path / "grading.yml")
    with pytest.raises(CourseError, match="cannot be read as text in UTF-8"):
        course.load(tmp_path)
    (tmp_path / "grading.yml").write_bytes(b"course: \xff")
    with pytest.raises(CourseError, match="cannot be read as text in UTF-8"):
        course.load(tmp_path / "grading.yml")


def test_find_goes_upwards(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    with pytest.raises(CourseError, match=r"no grading\.yml in .* or any folder above it"):
        course.find(deep)
    write(tmp_path, GOOD)
    assert course.find(deep) == tmp_path.resolve() / "grading.yml"
    write(deep, GOOD)
    assert course.find(deep) == deep.resolve() / "grading.yml"


def test_unknown_assignment(tmp_path: Path) -> None:
    loaded = course.load(write(tmp_path, GOOD))
    with pytest.raises(CourseError) as caught:
        loaded.assignment("selfattention")
    assert str(caught.value) == (
        'there is no assignment "selfattention" in grading.yml, did you mean "self-attention"? '
        "(the course has: self-attention, fibonacci-attention)"
    )


def test_a_misspelt_key_is_named_rather_than_the_one_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "grading.yml"
    path.write_text("course: c\nassignments:\n  a:\n    title: t\n    wieght: 1\n")
    with pytest.raises(CourseError, match=r"line 5, .*unknown key.*weight"):
        course.load(path)
