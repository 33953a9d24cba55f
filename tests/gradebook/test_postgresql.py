"""What is said where a PostgreSQL server cannot be used, and that nothing is lost when one goes away."""

from __future__ import annotations

import pytest
from databases import PASSWORD, Server, free_port

from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student

RESULT = GradingResult(
    student=Student.named("José"),
    assignment="a",
    status=Status.GRADED,
    score=1.0,
    submission_hash="s",
    tests_hash="t",
)


def complaint(url: str) -> str:
    with pytest.raises(GradebookError) as caught:
        Gradebook(url)
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def test_results_are_kept_and_found(server: Server) -> None:
    with Gradebook(server.new_database().replace("postgresql:", "postgresql+psycopg:")) as book:
        book.record(RESULT)
        assert book.lookup("s", "t", Student.named("José")) == RESULT
        assert book.results() == [RESULT]


def test_what_is_wrong_is_said_with_what_to_do(server: Server) -> None:
    assert "refuses the name or the password" in complaint(server.url("grader:wrong"))
    assert "refuses you without a password" in complaint(server.url("grader"))
    assert "does not exist on its server: create it" in complaint(server.url(database="nowhere"))
    assert "no such host" in complaint(f"postgresql://u:{PASSWORD}@nowhere.invalid/x")
    assert "check that the server runs" in complaint(f"postgresql://u:{PASSWORD}@127.0.0.1:{free_port()}/x")


def test_a_server_that_may_only_be_read(server: Server) -> None:
    url = server.new_database()
    server.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on")
    assert "its server is read-only now" in complaint(url)


def test_a_user_without_rights(server: Server) -> None:
    database = server.new_database().rpartition("/")[2]
    server.execute(f"CREATE USER other PASSWORD '{PASSWORD}'")
    assert "GRANT them CREATE" in complaint(server.url(f"other:{PASSWORD}", database))


def test_a_server_that_comes_back_loses_nothing(server: Server) -> None:
    with Gradebook(server.new_database()) as book:
        book.record(RESULT)
        server.stop()
        with pytest.raises(GradebookError, match=r"check that (the|its) server runs"):
            book.record(RESULT)
        server.start()
        assert book.results() == [RESULT]
