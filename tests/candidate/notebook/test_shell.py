"""What a cell leaves for the next one, and where an exception is said to come from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from autograder.candidate.messages import Raised
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.hints import NO_FILE, NO_NETWORK, advice
from autograder.examiner.session.session import OverBudget, Session, describe
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with contextlib.closing(Zygote(choose("off"), Equipment("numpy"))) as zygote:
        yield zygote


@pytest.fixture
def session(zygote: Zygote) -> Iterator[Session]:
    with contextlib.closing(Session(zygote.fork(2**30))) as session:
        session.start_budget(60)
        yield session


def test_a_loop_that_was_interrupted_is_replaced(session: Session) -> None:
    session.run("import asyncio\nkept = 1", 0)
    session.start_budget(0.5)
    with pytest.raises(OverBudget):
        session.run("await asyncio.sleep(100)", 0)
    session.start_budget(60)
    assert session.alive
    assert session.run("assert await asyncio.sleep(0, kept) == 1", 0).raised is None


def test_the_line_of_the_cell_is_told_beside_the_innermost_one(session: Session) -> None:
    session.run("def f():\n    return 1 / 0", 0)
    raised = session.run("a = 1\n\nf()", 0).raised
    assert raised is not None
    assert (raised.trace, raised.line) == ("line 2 of f", 3)


def test_a_syntax_error_is_told_without_the_name_that_ipython_gives_the_cell(session: Session) -> None:
    raised = session.run("a = 1\ndef f(:", 0).raised
    assert raised is not None
    assert describe(raised) == "SyntaxError: invalid syntax (line 2)"


def test_an_error_of_another_process_is_told_by_its_last_line() -> None:
    text = "Caught it in worker 0.\nOriginal Traceback (most recent call last):\n  File\nValueError: no\n"
    assert describe(Raised("ValueError", text, "line 3")) == "ValueError: no (line 3)"


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("OSError", "We couldn't connect to 'https://huggingface.co' to load the files", NO_NETWORK),
        (
            "ConnectionError",
            "HTTPSConnectionPool(host='x'): Max retries exceeded with url",
            NO_NETWORK,
        ),
        (
            "Exception",
            "URL fetch failure on https://x: None -- Name or service not known",
            NO_NETWORK,
        ),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'data.csv'", NO_FILE),
        ("ValueError", "shapes do not fit", ""),
        ("KeyError", "'data.csv'", ""),
    ],
)
def test_what_the_walls_have_to_do_with_an_exception(kind: str, message: str, hint: str) -> None:
    assert str(advice(Raised(kind, message, ""))) == str(hint)
