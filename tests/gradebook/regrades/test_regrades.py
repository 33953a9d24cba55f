"""A regrade beside what counts: which submissions it takes, when it counts, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from samples import ASSIGNMENT

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import grades
from autograder.gradebook.regrades import regrades
from autograder.gradebook.regrades.affected import Affected, Basis
from autograder.gradebook.regrades.changes import CaseChange, Comparison, compare
from autograder.gradebook.regrades.regrading import Regrading
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult  # pytest collects names with Test
from autograder.student import Student
from autograder.submissions.submission import Submission

NAME = ASSIGNMENT.name
OLD, NEW, NEWER = (Basis(tests, {"torch": "2.13.0"}) for tests in ("old", "new", "newer"))
BEGAN = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def book(url: str, tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook(url, tmp_path / "files") as book:
        yield book


def course_of(counts: str = "latest") -> Course:
    tables = {NAME: {"title": "A", "weight": 1}}
    return Course.model_validate({"course": "C", "assignments": tables, "grades": {"counts": counts}})


COURSE = course_of()


def result(content: str, points: float, basis: Basis = OLD, **changes: object) -> GradingResult:
    cases = [CaseResult("test_a", True, points > 0, points, 4.0), CaseResult("test_b", True, True, 1.0, 1.0)]
    graded = GradingResult(
        student=Student.named("ada"),
        assignment=NAME,
        status=Status.GRADED,
        score=points,
        possible=4.0,
        questions=[QuestionResult("q1", Verdict.PARTIAL, points, 4.0, cases)],
        layers=["namespaces"],
        sandbox="namespaces",
        submission_hash=content,
        tests_hash=basis.tests_hash,
        versions=basis.versions | {"autograder": "0.3.0"},
    )
    return msgspec.structs.replace(graded, **changes)


def hand_in(
    book: Gradebook,
    name: str,
    content: str,
    points: float,
    hours: int = 0,
    files: bool = True,
    **changes: object,
) -> None:
    """A submission whose bytes are kept, graded with the old tests."""
    student, time = Student.named(name), BEGAN + timedelta(hours=hours)
    if files:
        handed_in = Submission(student, f"{name}.ipynb", time)
        book.receive(handed_in, NAME, content, {"": content.encode(), "data.csv": b"1,2"})
    book.record(result(content, points, student=student, submitted_at=time, **changes))


def begin(book: Gradebook, basis: Basis = NEW, course: Course = COURSE) -> regrades.Begun:
    return regrades.begin(book, course, NAME, basis, "eve")


def regrading(book: Gradebook, begun: regrades.Begun, basis: Basis = NEW) -> Regrading:
    assert begun.regrade
    return Regrading(book, ASSIGNMENT, basis, begun.regrade, begun.affected.left, "namespaces")


def record(run: Regrading, points: dict[str, float], basis: Basis = NEW) -> None:
    """What the engine would record, by the content."""
    for stored in run.submissions:
        if stored.sha256 in points:
            run.record(result(stored.sha256, points[stored.sha256], basis, student=stored.student))


def points(book: Gradebook) -> dict[str, float | None]:
    every = grades(book, COURSE, datetime.now(UTC))
    with book.reading():
        names = dict(models.Student.objects.values_list("pk", "name"))
    return {names[student]: grade.parts[NAME].points for student, grade in every.items()}


def contents(book: Gradebook, numbers: list[int]) -> set[str]:
    with book.reading():
        return set(models.Submission.objects.filter(pk__in=numbers).values_list("sha256", flat=True))


def left(book: Gradebook, work: Affected) -> set[str]:
    return contents(book, list(work.left))


def test_what_counts_is_graded_again_and_counts_once_it_is_kept(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    hand_in(book, "bob", "b", 1)
    run = regrading(book, begun := begin(book))
    assert begun.affected.considered == 2
    record(run, {"a": 3, "b": 1})
    assert points(book) == {"ada": 4, "bob": 1}
    assert [one.score for one in book.results(NAME)] == [4, 1]
    regrades.keep(book, COURSE, NAME, "eve")
    assert points(book) == {"ada": 3, "bob": 1}
    assert {one.tests_hash for one in book.results(NAME)} == {"new"}
    assert not begin(book).affected.left
    assert regrades.drop(book, NAME, "eve") is True
    assert points(book) == {"ada": 4, "bob": 1}
    with book.reading():
        states = [(event.before, event.after) for event in models.Event.objects.order_by("pk")]
    assert states == [
        (None, {"state": "open"}),
        ({"state": "open"}, {"state": "kept"}),
        ({"state": "kept"}, {"state": "dropped"}),
    ]


def test_a_dropped_one_changes_nothing_and_cannot_be_kept(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    record(regrading(book, begin(book)), {"a": 0})
    assert regrades.drop(book, NAME, "eve") is False
    assert points(book) == {"ada": 4}
    with pytest.raises(GradebookError, match="No regrade of"):
        regrades.keep(book, COURSE, NAME, "eve")
    with pytest.raises(GradebookError, match="no regrade of"):
        regrades.drop(book, NAME, "eve")


def test_a_submission_comes_back_as_it_was_handed_in(book: Gradebook, tmp_path: Path) -> None:
    hand_in(book, "ada", "a", 4, hours=3)
    [stored] = regrading(book, begin(book)).submissions
    assert stored.submitted_at == BEGAN + timedelta(hours=3)
    assert stored.student == Student.named("ada")
    opened = stored.open()
    assert (opened.data, opened.files, opened.hash) == (b"a", {"data.csv": b"1,2"}, "a")
    (tmp_path / "data.csv").write_text("given")  # the assignment has it today
    assert stored.open(tmp_path).files == {}


def test_the_policy_says_which_attempts_are_graded_again(book: Gradebook) -> None:
    hand_in(book, "ada", "first", 4)
    hand_in(book, "ada", "second", 2, hours=1)
    latest = begin(book).affected
    assert (left(book, latest), contents(book, latest.superseded)) == ({"second"}, {"first"})
    regrades.drop(book, NAME, "eve")
    best = begin(book, course=course_of("best"))
    assert (left(book, best.affected), best.affected.superseded) == ({"first", "second"}, [])
    record(regrading(book, best), {"first": 1, "second": 2})
    assert best.regrade
    comparison = compare(book, course_of("best"), NAME, best.regrade, datetime.now(UTC))
    assert [(change.before.points, change.after.points) for change in comparison.changes] == [(4, 2)]


def test_what_was_made_with_the_same_tests_and_versions_stays(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    hand_in(book, "bob", "b", 4, tests_hash="new")
    hand_in(book, "cleo", "c", 4, tests_hash="new", versions={"torch": "2.12.0", "autograder": "0.3.0"})
    work = begin(book).affected
    assert (left(book, work), contents(book, work.current)) == ({"a", "c"}, {"b"})


def test_what_is_not_kept_or_was_never_opened_is_left_out(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4, files=False)
    hand_in(book, "bob", "", 0, files=False, status=Status.UNREADABLE, questions=[])
    work = begin(book)
    assert (work.regrade, len(work.affected.unkept), len(work.affected.unopened)) == (None, 1, 1)


def test_what_failed_because_of_a_test_is_graded_again(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 0, status=Status.ERROR, questions=[])
    begun = begin(book)
    record(regrading(book, begun), {"a": 3})
    regrades.keep(book, COURSE, NAME, "eve")
    assert points(book) == {"ada": 3}


def test_it_goes_on_where_it_was_stopped(book: Gradebook) -> None:
    for name in ("ada", "bob", "cleo"):
        hand_in(book, name, name, 4)
    first = begin(book)
    run = regrading(book, first)
    record(run, {"ada": 1})
    run.record(result("bob", 0, NEW, student=Student.named("bob"), status=Status.ERROR, questions=[]))
    with pytest.raises(GradebookError, match="not come to its end, 1 of 3 wait"):
        regrades.keep(book, COURSE, NAME, "eve")
    second = begin(book)
    assert (second.regrade, second.resumed) == (first.regrade, True)
    assert left(book, second.affected) == {"bob", "cleo"}  # what failed is tried once more
    record(regrading(book, second), {"cleo": 2})
    assert begin(book).affected.left.keys() < second.affected.left.keys()
    regrades.keep(book, COURSE, NAME, "eve")  # what failed again keeps what it had
    assert points(book) == {"ada": 1, "bob": 4, "cleo": 2}


@pytest.mark.parametrize("basis", [NEWER, Basis("new", {"torch": "2.14.0"})])
def test_another_begins_if_tests_or_versions_changed_again(book: Gradebook, basis: Basis) -> None:
    hand_in(book, "ada", "a", 4)
    first = begin(book)
    run = regrading(book, first)
    second = begin(book, basis)
    assert second.outdated
    assert second.regrade != first.regrade
    with pytest.raises(GradebookError, match="was dropped while it ran"):
        record(run, {"a": 0})  # by a process that still grades
    record(regrading(book, second, basis), {"a": 3}, basis)
    regrades.keep(book, COURSE, NAME, "eve")
    assert points(book) == {"ada": 3}


def test_tests_that_are_as_before_drop_the_open_one(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    record(regrading(book, begin(book)), {"a": 0})
    begun = begin(book, OLD)
    assert (begun.regrade, begun.outdated) == (None, True)
    with pytest.raises(GradebookError, match="No regrade"):
        regrades.find(book, NAME)


def test_a_newer_grading_wins_over_a_regrade_that_is_kept_later(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    hand_in(book, "bob", "b", 4)
    run = regrading(book, begin(book))
    record(run, {"a": 1})
    hand_in(book, "ada", "a", 3, tests_hash="newer")  # after the regrade's
    hand_in(book, "bob", "b", 2, tests_hash="newer")  # while the regrade grades
    record(run, {"b": 0})
    regrades.keep(book, COURSE, NAME, "eve")
    assert points(book) == {"ada": 3, "bob": 2}


def test_two_at_once_record_each_submission_once(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    hand_in(book, "bob", "b", 4)
    runs = [regrading(book, begin(book)) for _ in range(2)]
    record(runs[0], {"a": 1})
    record(runs[1], {"b": 2})
    opened = {stored.sha256: stored.open() for stored in runs[0].submissions}
    assert (reused := runs[0].reusable(opened["b"]))
    assert reused.score == 2
    record(runs[0], {"a": 0, "b": 0})
    with book.reading():
        assert models.Grading.objects.exclude(regrade=None).count() == 2
    regrades.keep(book, COURSE, NAME, "eve")
    assert points(book) == {"ada": 1, "bob": 2}


def test_a_content_is_graded_once(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    hand_in(book, "bob", "a", 4)
    run = regrading(book, begin(book))
    first, second = run.submissions
    assert run.reusable(first.open()) is None
    run.record(result("a", 1, NEW, student=first.student))
    reused = run.reusable(second.open())
    assert reused
    assert (reused.student, reused.score) == (second.student, 1)
    run.record(reused)
    regrades.keep(book, COURSE, NAME, "eve")
    assert points(book) == {"ada": 1, "bob": 1}


def test_a_result_of_other_versions_is_not_taken_over(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4, tests_hash="new", versions={"torch": "2.12.0", "autograder": "0.3.0"})
    run = regrading(book, begin(book))
    assert run.reusable(run.submissions[0].open()) is None


def comparison(book: Gradebook, regrade: int | None) -> Comparison:
    assert regrade
    return compare(book, COURSE, NAME, regrade, datetime.now(UTC))


def test_a_comparison_names_who_changes_and_through_which_test_case(book: Gradebook) -> None:
    hand_in(book, "ada", "a", 4)
    hand_in(book, "bob", "b", 1)
    hand_in(book, "cleo", "c", 2)
    hand_in(book, "dan", "d", 4, tests_hash="new")
    begun = begin(book)
    record(regrading(book, begun), {"a": 0, "b": 3, "c": 2})
    found = comparison(book, begun.regrade)
    assert [(change.student.name, change.difference, change.cases) for change in found.changes] == [
        ("ada", -4, [CaseChange("q1", "test_a", 4, 0)]),
        ("bob", 2, [CaseChange("q1", "test_a", 1, 3)]),
    ]
    assert (found.compared, found.failed) == (3, 0)
    assert (found.mean_before, found.mean_after) == (100 * 11 / 16, 100 * 9 / 16)  # of the class


def test_a_comparison_tells_of_test_cases_that_came_and_went(book: Gradebook) -> None:
    def asked(basis: Basis, *cases: CaseResult) -> GradingResult:
        score = sum(case.points for case in cases)
        questions = [QuestionResult("q1", Verdict.PARTIAL, score, 4.0, list(cases))]
        return result("a", score, basis, questions=questions, submitted_at=BEGAN)

    hand_in(book, "ada", "a", 0)
    gone, kept, new = (CaseResult(f"test_{name}", True, False, 0.0, 2.0) for name in ("gone", "kept", "new"))
    book.record(asked(OLD, gone, msgspec.structs.replace(kept, passed=True, points=2.0)))
    begun = begin(book)
    regrading(book, begun).record(
        asked(NEW, msgspec.structs.replace(kept, passed=True, points=1.0, possible=1.0), new)
    )
    [change] = comparison(book, begun.regrade).changes
    assert change.cases == [CaseChange("q1", "test_new", None, 0), CaseChange("q1", "test_gone", 0, None)]
