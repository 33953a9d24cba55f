"""The tables of a gradebook."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Float, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 2


class Base(DeclarativeBase):
    """The gradebook's tables."""


class SchemaRow(Base):
    """One row: which version of these tables the database holds."""

    __tablename__ = "autograder_schema"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)


class PersonRow(Base):
    """A student of a roster that was read, with the other ids as JSON; the newest of an id counts."""

    __tablename__ = "people"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(500))
    ids: Mapped[str] = mapped_column(Text)


class ResultRow(Base):
    """One grading. Rows are added, never changed: the newest of a student and assignment counts.

    The whole result is in ``result`` as JSON; the other columns are copies for searching. ``student`` is the
    id; of a row that version 1 wrote it is the name.
    """

    __tablename__ = "grading_results"
    __table_args__ = (
        Index("grading_results_by_content", "submission_hash", "tests_hash"),
        Index("grading_results_by_student", "assignment", "student"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    student: Mapped[str] = mapped_column(String(500))
    assignment: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20))
    submission_hash: Mapped[str] = mapped_column(String(128))
    tests_hash: Mapped[str] = mapped_column(String(128))
    score: Mapped[float] = mapped_column(Float)
    possible: Mapped[float] = mapped_column(Float)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    result: Mapped[str] = mapped_column(Text)
