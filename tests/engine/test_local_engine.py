"""The engine with real worker processes and real kills; only the examiner in the worker is a stand-in."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from places import TESTS
from samples import ASSIGNMENT, CONFIG

from autograder.course.course import AssignmentConfig
from autograder.engine.events import Working, results
from autograder.engine.local import grade
from autograder.engine.pool import EngineError
from autograder.engine.worker.messages import Setup, encode, to_worker
from autograder.results import GradingResult, Status, Verdict
from autograder.sandbox.gpus import Share
from autograder.student import Student
from autograder.submissions.submission import Submission

WORKER = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))


class Class:
    """A class on disk, and how to grade it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[Working] = []

    def hand_in(self, **orders: str) -> list[Submission]:
        for student, order in orders.items():
            (self.folder / student).write_text(order)
        return [Submission(Student.named(student), student, path=self.folder / student) for student in orders]

    def grade(
        self,
        submissions: list[Submission],
        jobs: int | None = 1,
        sandbox: str = "off",
        patience: float = 60,
        shares: Sequence[Share] = (),
    ) -> dict[str, GradingResult]:
        events = grade(
            ASSIGNMENT,
            CONFIG,
            submissions,
            sandbox,
            jobs,
            log=self.folder / "error.log",
            command=WORKER,
            patience=patience,
            shares=shares,
        )
        return {result.student.name: result for result in results(events, self.events.append)}


@pytest.fixture
def school(tmp_path: Path) -> Class:
    return Class(tmp_path)


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")  # a zombie is dead, but only /proc tells
        return not status.exists() or status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_every_submission_is_graded_and_completed(school: Class) -> None:
    submissions = school.hand_in(ada="ok", bob="ok ok", cleo="stdin")
    results = school.grade(submissions, jobs=2)
    assert {name: result.score for name, result in results.items()} == {"ada": 2, "bob": 5, "cleo": 5}
    ada = results["ada"]
    assert (ada.assignment, ada.tests_hash) == ("a1", "tests")
    assert ada.submission_hash == sha256(b"ok").hexdigest()
    assert ada.graded_at is not None
    assert "noise on standard output" in (school.folder / "error.log").read_text()


def test_events_tell_who_is_at_which_question(school: Class) -> None:
    school.grade(school.hand_in(ada="ok"))
    ada = Student.named("ada")
    began = [Working(0, ada, question) for question in ("", "q1", "q2", "q3")]
    assert school.events == [*began, Working(0)]


def test_jobs_run_side_by_side_and_workers_are_used_again(school: Class) -> None:
    results = school.grade(school.hand_in(**{f"s{i}": "ok" for i in range(12)}), jobs=3)
    pids = {result.sandbox for result in results.values()}
    assert len(results) == 12
    assert 1 <= len(pids) <= 3
    assert {event.worker for event in school.events} <= {0, 1, 2}


def test_each_worker_has_its_share_of_the_gpus_and_there_are_no_more_workers_than_shares(
    school: Class,
) -> None:
    """A worker that replaces another one takes over its share."""
    go = school.folder / "go"
    submissions = school.hand_in(
        ada=f"kill-once {school.folder / 'killed'}", bob=f"wait-for {go}", cleo=f"wait-for {go}"
    )

    def start_cleo() -> None:
        wait_until(
            lambda: any(
                event.student and event.student.name == "cleo" and event.question for event in school.events
            )
        )
        go.touch()

    thread = threading.Thread(target=start_cleo)
    thread.start()
    results = school.grade(submissions, jobs=8, shares=[Share("0", 8000), Share("1", 8000)])
    thread.join()
    devices = {name: result.layers[0] for name, result in results.items()}
    assert {devices["bob"], devices["cleo"]} == {"0", "1"}
    assert {event.worker for event in school.events} == {0, 1}


def test_a_killed_worker_is_replaced_and_its_submission_tried_again(school: Class) -> None:
    results = school.grade(school.hand_in(ada=f"kill-once {school.folder / 'killed'}", bob="ok"))
    assert {name: result.status for name, result in results.items()} == {"ada": "graded", "bob": "graded"}
    assert (school.folder / "killed").exists()


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("kill", "its process was killed"),
        ("raise", "ValueError"),
        ("garbage", "its process was killed"),
    ],
)
def test_what_fails_twice_is_an_error_and_costs_nobody_else(school: Class, order: str, reason: str) -> None:
    results = school.grade(school.hand_in(ada=order, bob="ok"))
    assert results["bob"].status is Status.GRADED
    ada = results["ada"]
    assert ada.status is Status.ERROR
    assert str(ada.message).startswith("The grader failed on this notebook twice (")
    assert reason in str(ada.message)
    assert (ada.score, ada.possible, ada.tests_hash) == (0, 5, "tests")


def test_the_traceback_of_our_own_error_is_in_the_log(school: Class) -> None:
    school.grade(school.hand_in(ada="raise"))
    log = (school.folder / "error.log").read_text()
    assert log.count("ValueError: a mistake of ours") == 2
    assert "closed" in log


def test_a_submission_that_silences_its_worker_has_a_verdict_and_is_not_tried_again(school: Class) -> None:
    results = school.grade(school.hand_in(ada="silent", bob="ok"), patience=2)
    assert results["bob"].status is Status.GRADED
    assert (results["ada"].status, results["ada"].score) == (Status.GRADED, 0)
    assert {question.verdict for question in results["ada"].questions} == {Verdict.TIMEOUT}
    assert "came to no end and was stopped (nothing was heard of it for" in str(results["ada"].message)


def test_a_worker_that_does_not_even_read_holds_up_nobody(school: Class) -> None:
    """A stopped process neither answers nor dies, and five megabytes do not fit into the socket's buffer."""
    big = "x" * 5_000_000
    submissions = school.hand_in(ada="ok", bob=big, cleo=big)
    done: dict[str, GradingResult] = {}

    def stop_at_bob(working: Working) -> None:
        if working == Working(0, Student.named("bob")):
            os.kill(int(done["ada"].sandbox), signal.SIGSTOP)

    log = school.folder / "log"
    events = grade(ASSIGNMENT, CONFIG, submissions, "off", 1, log=log, command=WORKER, patience=2)
    for result in results(events, stop_at_bob):
        done[result.student.name] = result
    assert done["bob"].status is Status.ERROR
    assert done["cleo"].score == len(big)


def test_unreadable_files_are_results_too(school: Class) -> None:
    submissions = [
        Submission(Student.named("ada"), "ada", problem="Holds nothing."),
        *school.hand_in(bob="ok"),
    ]
    (school.folder / "cleo").mkdir()
    submissions.append(Submission(Student.named("cleo"), "cleo", path=school.folder / "gone"))
    results = school.grade(submissions)
    assert (results["ada"].status, str(results["ada"].message)) == (Status.UNREADABLE, "Holds nothing.")
    assert results["cleo"].status is Status.UNREADABLE
    assert results["bob"].status is Status.GRADED


@pytest.mark.parametrize(("sandbox", "reason"), [("broken", "no such walls"), ("dead", "was killed")])
def test_where_no_worker_can_start_one_sentence_says_so(school: Class, sandbox: str, reason: str) -> None:
    with pytest.raises(EngineError, match=f"No grading process can start .*{reason}.*error.log"):
        school.grade(school.hand_in(ada="ok", bob="ok"), sandbox=sandbox)


def test_a_file_that_changes_meanwhile_is_recorded_as_what_was_graded(school: Class) -> None:
    [ada] = school.hand_in(ada="ok")

    def rewrite(working: Working) -> None:
        (school.folder / "ada").write_text("changed")

    events = grade(ASSIGNMENT, CONFIG, [ada], "off", 1, log=school.folder / "log", command=WORKER)
    [result] = results(events, rewrite)
    assert (result.score, result.submission_hash) == (2, sha256(b"ok").hexdigest())
    assert ada.read() == b"changed"


def test_a_source_may_have_more_later(school: Class) -> None:
    """As a portal's has: what comes while others are graded is graded too, and the workers go on."""
    ada, bob = school.hand_in(ada="ok", bob="ok")
    done: list[str] = []

    def source() -> Iterator[Submission | None]:
        yield ada
        while not done:
            yield None
        yield None
        yield bob

    events = grade(ASSIGNMENT, CONFIG, source(), "off", 2, log=school.folder / "log", command=WORKER)
    done.extend(result.student.name for result in results(events))
    assert done == ["ada", "bob"]


def test_no_submissions_need_no_worker(school: Class) -> None:
    assert school.grade([], sandbox="dead") == {}


def test_closing_the_iterator_ends_the_workers_and_their_children(school: Class) -> None:
    pids = school.folder / "pids"
    submissions = school.hand_in(ada=f"wait-for {pids}", bob=f"hold {pids}")
    log = school.folder / "log"
    graded = results(grade(ASSIGNMENT, CONFIG, submissions, "off", 2, log=log, command=WORKER))
    assert next(graded).student.name == "ada"
    worker, child = map(int, pids.read_text().split())
    assert is_alive(worker)
    assert is_alive(child)
    graded.close()
    assert not is_alive(worker)
    wait_until(lambda: not is_alive(child))
    assert log.read_text().count("closed") == 2


MAIN = """
    import contextlib, sys
    from pathlib import Path
    sys.path[:0] = {tests!r}
    from samples import ASSIGNMENT, CONFIG
    from test_local_engine import WORKER
    from autograder.engine.local import grade
    from autograder.student import Student
    from autograder.submissions.submission import Submission

    folder = Path(sys.argv[1])
    submissions = [Submission(Student.named(name), name, path=folder / name) for name in ("ada", "bob")]
    with contextlib.closing(
        grade(ASSIGNMENT, CONFIG, submissions, "off", 2, log=folder / "log", command=WORKER)
    ) as results:
        for result in results:
            print(result)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_main_process(school: Class, number: signal.Signals) -> None:
    files = [school.folder / "ada-pids", school.folder / "bob-pids"]
    school.hand_in(ada=f"hold {files[0]}", bob=f"hold {files[1]}")
    script = textwrap.dedent(MAIN).format(tests=[str(TESTS), str(TESTS / "engine")])
    main = subprocess.Popen([sys.executable, "-c", script, str(school.folder)], stderr=subprocess.PIPE)
    wait_until(lambda: all(file.exists() and file.read_text() for file in files))
    pids = [int(pid) for file in files for pid in file.read_text().split()]
    assert all(map(is_alive, pids))
    main.send_signal(number)
    main.communicate(timeout=20)
    wait_until(lambda: not any(map(is_alive, pids)))


def test_the_setup_arrives_as_it_was_sent() -> None:
    config = AssignmentConfig.model_validate(
        {
            "title": "T",
            "weight": 2,
            "deadline": "2027-02-01T23:59:00+01:00",
            "questions": {"q1": {"time": 5.0}},
        }
    )
    setup = Setup(ASSIGNMENT, config.settings, "namespaces")
    line = encode(setup)
    assert line.count(b"\n") == 1
    assert to_worker(line) == setup


def test_a_worker_without_a_main_process_ends_by_itself() -> None:
    ours, theirs = socket.socketpair()
    worker = subprocess.Popen(
        WORKER, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, start_new_session=True
    )
    theirs.close()
    ours.sendall(encode(Setup(ASSIGNMENT, CONFIG.settings, "off")))
    assert ours.recv(1000) == b'{"type":"ready"}\n'
    ours.close()
    assert worker.wait(timeout=10) == 1
