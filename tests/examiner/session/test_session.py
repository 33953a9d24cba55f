"""A conversation with a candidate: budgets, deaths, and answers that make no sense."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import CandidateDied, OverBudget, Session, StudentError
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote


@pytest.fixture(scope="module", params=["namespaces", "docker", "off"])
def zygote(request: pytest.FixtureRequest, requires: Callable[[str], str]) -> Iterator[Zygote]:
    requires(request.param)
    zygote = Zygote(choose(request.param), Equipment("numpy"))
    yield zygote
    zygote.close()


@pytest.fixture
def session(zygote: Zygote) -> Iterator[Session]:
    session = Session(zygote.fork(2**30))
    session.start_budget(30)
    yield session
    session.close()


def name(session: Session, name: str) -> Any:
    return Link(session).name(name)


WIRE = (  # what a student can find out: the one socket that is open
    "import os, socket, stat\n"
    "wire = next(fd for fd in range(3, 100) if os.path.exists(f'/proc/self/fd/{fd}')"
    " and stat.S_ISSOCK(os.fstat(fd).st_mode))\n"
)


def test_a_cell_tells_what_it_printed_and_raised(session: Session) -> None:
    ran = session.run("print('hello')\n1 / 0", seed=0)
    assert ran.output == "hello\n"
    assert ran.raised is not None
    assert (ran.raised.type_name, ran.raised.trace) == ("ZeroDivisionError", "line 2")
    assert session.run("x = 1", seed=0).raised is None
    assert session.run("def f(:", seed=0).raised.type_name == "SyntaxError"


def test_the_end_of_a_long_output_is_kept(session: Session) -> None:
    output = session.run("for i in range(10**4): print(i)", seed=0).output
    assert output.endswith("9999\n")
    assert len(output) <= 20_000


def test_seeds_make_cells_repeatable(session: Session) -> None:
    cell = "import numpy as np, random\ndrawn = np.random.rand(), random.random()"
    drawn = []
    for seed in (1, 1, 2):
        session.run(cell, seed=seed)
        drawn.append(name(session, "drawn"))
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    "cell", ["while True: pass", "import time; time.sleep(60)", "input()\nwhile True: pass"]
)
def test_a_cell_over_budget_is_interrupted_and_its_candidate_lives(session: Session, cell: str) -> None:
    session.run("kept = 7", seed=0)
    session.start_budget(0.3)
    began = time.monotonic()
    if cell.startswith("input"):
        assert session.run(cell, seed=0).raised.type_name in ("EOFError", "StdinNotImplementedError")
        return
    with pytest.raises(OverBudget, match=r"used up its budget of 0\.3 seconds$"):
        session.run(cell, seed=0)
    assert time.monotonic() - began < 10
    assert session.alive
    with pytest.raises(OverBudget):  # until a new budget starts, nothing more is asked
        session.run("1", seed=0)
    session.start_budget(30)
    assert session.failure is None
    assert name(session, "kept") == 7


def test_a_cell_that_does_not_yield_is_ended(session: Session) -> None:
    session.start_budget(0.3)
    with pytest.raises(OverBudget):
        session.run("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", seed=0)
    assert not session.alive
    session.start_budget(30)
    with pytest.raises(OverBudget):
        session.run("1", seed=0)


def test_a_call_over_budget_is_interrupted(session: Session) -> None:
    session.run("import time\ndef wait(): time.sleep(60)", seed=0)
    wait = name(session, "wait")
    session.start_budget(0.3)
    with pytest.raises(OverBudget):
        wait()
    session.start_budget(30)
    assert callable(name(session, "wait"))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("import os; os._exit(0)", "it ended the Python process with exit status 0"),
        ("import os; os._exit(9)", "exit status 9"),
        ("import os; os.abort()", r"signal \d+ ended the Python process"),
        (WIRE + "os.close(wire)", "exit status|cut the connection|signal"),
        (WIRE + "socket.socket(fileno=wire).shutdown(2)", "exit status|cut the connection|signal"),
        (WIRE + "os.write(wire, b'\\xff' * 64)", "could not be read: a frame that claims to be larger"),
        (WIRE + "os.write(wire, bytes(12) + b'x')", "could not be read: a message that cannot be read"),
        (WIRE + "os.write(wire, bytes([1, 0, 0, 0]) + bytes(8) + b'\\xc0')", "could not be read"),
    ],
)
def test_a_candidate_that_dies_or_talks_nonsense_is_told_once_and_for_all(
    session: Session, cell: str, said: str
) -> None:
    def run_and_go_on() -> None:
        session.run(cell, seed=0)
        session.run("1", seed=0)

    with pytest.raises(CandidateDied, match=said):
        run_and_go_on()
    assert not session.alive
    session.start_budget(30)
    with pytest.raises(CandidateDied, match=said):
        session.run("1", seed=0)


def test_an_answer_that_there_is_no_memory_for_ends_the_conversation(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a frame nothing that follows could be understood."""

    def full(size: int, deadline: float) -> memoryview:
        raise MemoryError

    monkeypatch.setattr(session._channel, "_receive", full)
    with pytest.raises(CandidateDied, match="could not be read: it is too large"):
        session.run("1", seed=0)
    assert not session.alive


def test_an_answer_to_another_question_is_refused(session: Session) -> None:
    """A forged `Done` where the end of a cell is awaited."""
    head = "b'\\x92\\xa4done\\x01'"
    with pytest.raises(CandidateDied, match=r"something else than what was asked"):
        session.run(
            f"{WIRE}head = {head}\nos.write(wire, len(head).to_bytes(4, 'little') + bytes(8) + head)", 0
        )


def test_an_early_forged_answer_is_only_a_plain_value(session: Session) -> None:
    """Whoever answers before being asked answers with plain data all the same."""
    head = "b'\\x92\\xa4done\\xa4100%'"
    session.run(
        f"{WIRE}def f(): head = {head}; os.write(wire, len(head).to_bytes(4, 'little') + bytes(8) + head)", 0
    )
    assert name(session, "f")() == "100%"


def test_an_interrupt_that_comes_too_late_does_no_harm(session: Session) -> None:
    session.run("x = 5", seed=0)
    for _ in range(20):
        session._process.interrupt()
    assert name(session, "x") == 5


def test_memory_is_known_when_it_is_closed(session: Session) -> None:
    session.run("ballast = bytearray(2**27)", seed=0)
    session.close()
    assert session.peak_memory > 2**27


def test_a_value_larger_than_the_wire_carries_is_told_and_the_candidate_lives(session: Session) -> None:
    session.run("def text(): return 'x' * (5 * 2**20)\nx = 1", seed=0)
    with pytest.raises(StudentError, match=r"cannot be handed over: a value larger than the wire carries"):
        name(session, "text")()
    assert name(session, "x") == 1
