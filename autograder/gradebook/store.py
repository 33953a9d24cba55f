"""The gradebook: every grading that was ever done, kept in a database."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Engine, create_engine, event, func, or_, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from autograder.gradebook.errors import GradebookError, one_sentence
from autograder.gradebook.students import by_roster, named_only, newest
from autograder.gradebook.tables import SCHEMA_VERSION, Base, PersonRow, ResultRow, SchemaRow
from autograder.gradebook.upgrade import with_details
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster

LOCK_SECONDS = 30.0  # how long to wait for another process that writes

Told = TypeVar("Told")


class HandedIn(msgspec.Struct, frozen=True):
    """What a result tells of when its submission was handed in."""

    student: Student
    submission_hash: str
    submitted_at: datetime | None = None
    marked_late: bool = False


class Gradebook:
    """A gradebook at a SQLAlchemy URL; tables and, for SQLite, the folder are made if they are missing.

    Every result is one transaction, so a process that is killed loses at most the result it was writing.
    Several processes may use one gradebook, and it may be carried over a fork.

    Raises:
        GradebookError: here and in every method, one sentence on why the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        address = _parse(url)
        self.name = address.database or url if _is_sqlite(address) else address.render_as_string()
        if _is_sqlite(address):
            _make_folder(address, self.name)
        with one_sentence(self.name):
            self._engine = _engine(address)
            try:
                self._prepare()
            except BaseException:
                self.close()
                raise

    def lookup(self, submission_hash: str, tests_hash: str, student: Student) -> GradingResult | None:
        """The grade that this content already has under these tests, or None if it must be graded.

        The student's own newest grading is taken before another's; another's comes back as this student's
        and without ``submitted_at``, which only the caller knows. A grading that failed for a reason of
        ours is no hit. An empty hash never hits.
        """
        if not submission_hash or not tests_hash:
            return None
        query = (
            select(ResultRow.id, ResultRow.result)
            .where(ResultRow.submission_hash == submission_hash, ResultRow.tests_hash == tests_hash)
            .where(ResultRow.status.in_([Status.GRADED, Status.UNREADABLE]))
            .order_by((ResultRow.student == _storable(student.id)).desc(), ResultRow.id.desc())
            .limit(1)
        )
        with one_sentence(self.name), Session(self._engine) as session:
            row = session.execute(query).first()
        if row is None:
            return None
        result = self._decode(row.id, row.result)
        if result.student.id == student.id:
            return msgspec.structs.replace(result, student=student)
        return msgspec.structs.replace(result, student=student, submitted_at=None, source="")

    def record(self, result: GradingResult) -> None:
        """Add one result, in one transaction. Earlier gradings of the student stay as history."""
        row = ResultRow(
            student=_storable(result.student.id),
            assignment=_storable(result.assignment),
            status=result.status.value,
            submission_hash=result.submission_hash,
            tests_hash=result.tests_hash,
            score=result.score,
            possible=result.possible,
            recorded_at=datetime.now(UTC),
            result=_encode(result),
        )
        with one_sentence(self.name), Session(self._engine) as session, session.begin():
            session.add(row)

    def results(self, assignment: str | None = None) -> list[GradingResult]:
        """The newest result of each student and assignment, by assignment and name; None: of all."""
        latest = select(func.max(ResultRow.id)).group_by(ResultRow.student, ResultRow.assignment)
        if assignment is not None:
            latest = latest.where(ResultRow.assignment == assignment)
        query = select(ResultRow.id, ResultRow.result).where(ResultRow.id.in_(latest)).order_by(ResultRow.id)
        with one_sentence(self.name), Session(self._engine) as session:
            rows = session.execute(query).all()
        return newest((self._decode(row.id, row.result) for row in rows), self.roster())

    def enrol(self, roster: Roster) -> None:
        """Keep who is who. Whoever is not in this roster and was in an earlier one stays known."""
        enrolled = {(person.name, person.ids) for person in self.roster().people}
        with one_sentence(self.name), Session(self._engine) as session, session.begin():
            for person in roster.people:
                if (person.name, person.ids) not in enrolled:
                    ids = msgspec.json.encode(_storable(list(person.ids))).decode()
                    session.add(PersonRow(id=_storable(person.ids[0]), name=_storable(person.name), ids=ids))

    def roster(self) -> Roster:
        """All people that this gradebook was told of."""
        with one_sentence(self.name), Session(self._engine) as session:
            rows = session.scalars(select(PersonRow).order_by(PersonRow.number)).all()
        people = {
            row.id: Person(row.name, tuple(msgspec.json.decode(row.ids, type=list[str]))) for row in rows
        }
        return Roster(list(people.values()))

    def times(self, assignment: str) -> dict[tuple[str, str], HandedIn]:
        """When work was handed in, by the student's id and the content's hash, as far as a grading was told.

        A time counts more than the mark that it was late; of several times the one recorded last counts.
        """
        roster = self.roster()
        stored = ResultRow.result
        has_time = or_(stored.contains('"submitted_at":"'), stored.contains('"marked_late":true'))
        query = select(stored).where(ResultRow.assignment == assignment, has_time).order_by(ResultRow.id)
        times: dict[tuple[str, str], HandedIn] = {}
        with one_sentence(self.name), Session(self._engine) as session:
            for text in session.scalars(query):
                handed_in = _decode(text, HandedIn)
                student = by_roster(handed_in.student, roster)
                key = (student.id, handed_in.submission_hash)
                if handed_in.submitted_at or key not in times:
                    times[key] = msgspec.structs.replace(handed_in, student=student)
        return times

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self) -> None:
        """Make what is missing, check the version; each step may be cut off and repeated."""
        with self._engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in sorted(table.indexes, key=lambda index: str(index.name)):
                    connection.execute(CreateIndex(index, if_not_exists=True))
        with Session(self._engine) as session:
            version = session.scalar(select(SchemaRow.version))
            if version is None:
                session.add(SchemaRow(id=1, version=SCHEMA_VERSION))
                try:
                    session.commit()
                except IntegrityError:  # another process was first
                    session.rollback()
                version = session.scalar(select(SchemaRow.version))
            elif version < SCHEMA_VERSION:  # what is new since then was made above
                session.execute(update(SchemaRow).values(version=SCHEMA_VERSION))
                session.commit()
        if version is not None and version > SCHEMA_VERSION:
            raise GradebookError(
                f"The gradebook {self.name} was written by a newer autograder (version {version} of its "
                f"tables, this one knows {SCHEMA_VERSION}): update autograder, or name another gradebook "
                "with --gradebook."
            )

    def _decode(self, row: int, text: str) -> GradingResult:
        try:
            return _decode(text, GradingResult)
        except msgspec.MsgspecError as error:
            raise GradebookError(
                f"Row {row} of the gradebook {self.name} holds no result ({error}): "
                "delete that row and grade the submission again."
            ) from error


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
        if address.drivername in ("postgresql", "postgres") and find_spec("psycopg2") is None:
            return address.set(drivername="postgresql+psycopg")  # what the extra installs
        return address
    except SQLAlchemyError as error:
        raise GradebookError(
            f"{url!r} is not the URL of a database: write, for example, sqlite:///gradebook.db."
        ) from error


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _make_folder(url: URL, name: str) -> None:
    if url.database in (None, "", ":memory:"):
        return
    try:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradebookError(
            f"The folder of the gradebook {name} cannot be made ({error.strerror}): "
            "check that you may write there, or name another with --gradebook."
        ) from error


def _engine(url: URL) -> Engine:
    try:
        if not _is_sqlite(url):
            return create_engine(url, pool_pre_ping=True)
        # A connection lives only as long as one call: no process forked in between inherits the open file,
        # and SQLite forbids to carry one over a fork. A database in memory would be gone between calls.
        in_memory = url.database in (None, "", ":memory:")
        engine = create_engine(
            url, poolclass=StaticPool if in_memory else NullPool, connect_args={"timeout": LOCK_SECONDS}
        )
    except NoSuchModuleError as error:
        raise GradebookError(
            f"The database {url.drivername} cannot be used, there is no such kind: write sqlite:///FILE or "
            "postgresql://USER@HOST/NAME."
        ) from error
    except ImportError as error:
        raise GradebookError(f"The database {url.drivername} needs {_driver(url, error)}.") from error
    event.listen(engine, "connect", _write_ahead)
    return engine


def _driver(url: URL, error: ImportError) -> str:
    """What to install. A package that is there without its own library has no name in the error."""
    name = error.name or url.get_driver_name()
    if name == "psycopg":
        return "the Python package psycopg with its library: pip install 'autograder[postgresql]'"
    return f"the Python package {name}: install it and try again"


def _write_ahead(connection: Any, _record: Any) -> None:
    # Readers never wait for the writer, and a commit survives a crash of the machine.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _decode(text: str, kind: type[Told]) -> Told:
    """The result, or what ``kind`` holds of it; version 1 wrote a name for the student, and details."""
    if not text.startswith('{"student":"'):
        return msgspec.json.decode(text, type=kind)
    fields = with_details(msgspec.json.decode(text, type=dict[str, Any]))
    student = msgspec.to_builtins(named_only(fields["student"]))
    return msgspec.convert(fields | {"student": student}, type=kind)


def _encode(result: GradingResult) -> str:
    try:
        return msgspec.json.encode(result).decode()
    except UnicodeEncodeError:  # half a character, from a file name or a student's text
        return msgspec.json.encode(_storable(msgspec.to_builtins(result))).decode()


def _storable(value: Any) -> Any:
    """The same plain value with what UTF-8 cannot hold replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value
