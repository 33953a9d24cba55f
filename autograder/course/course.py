"""``grading.yml`` as typed objects: a course's assignments, their weights, deadlines and budgets."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, model_validator

from autograder.course import deadlines, policy, workspace
from autograder.course.fields import (
    Device,
    Flag,
    Gpus,
    Language,
    MiB,
    Moment,
    Runtime,
    Seconds,
    Slug,
    Steps,
    Text,
    Weight,
    Zone,
)
from autograder.course.plain_yaml import PlainYamlError
from autograder.course.policy import GradePolicy, LatePolicy
from autograder.course.yaml_tables import Table, read, suggestion
from autograder.errors import Mistake
from autograder.languages.catalogues import SOURCE
from autograder.settings import PlainBudget, Settings

NAME = "grading.yml"
OTHER_NAMES = "grading.yaml", "grading.YML", "Grading.yml", "grading.yml.txt"  # what it is taken for
ERROR_LOG = "error.log"
CATALOGUE = "diagnosis.json"  # in the assignment's folder of solutions
ACCELERATE_FROM = 1000  # below that, compiling may take longer than it saves: docs/performance.md


class CourseError(Mistake):
    """A mistake in ``grading.yml``, or in a name looked up in it, in one sentence."""


class NoCourseError(CourseError):
    """There is no ``grading.yml`` here or above."""


class Budget(Table):
    """What a question may use: wall-clock ``time`` in seconds, ``memory`` in MiB."""

    time: Seconds = 60.0
    memory: MiB = 4096


class BudgetChange(Table):
    """A question's own limits; ``None`` means the assignment's."""

    time: Seconds | None = None
    memory: MiB | None = None


class Defaults(Table):
    """Settings for each assignment that does not say otherwise."""

    runtime: Runtime = "numpy"
    device: Device = "any"
    gpus: Gpus = 1.0
    gpu_memory: MiB | None = None
    accelerate_from: Steps = ACCELERATE_FROM
    budget: Budget = Budget()


class AssignmentConfig(Table):
    """One assignment, with the course's defaults filled in.

    Attributes:
        bonus: whether it is added to the others: without it, the total can still be 100 %.
        gpus: how many a worker gets if it computes on GPUs, or which part of one.
        gpu_memory: MiB of each of them. Default: the same part of its memory.
        accelerate_from: Keras trainings of this many steps or more are compiled; 0: Keras is left alone.
    """

    title: Text
    weight: Weight
    bonus: Flag = False
    deadline: Moment | None = None
    runtime: Runtime = "numpy"
    device: Device = "any"
    gpus: Gpus = 1.0
    gpu_memory: MiB | None = None
    accelerate_from: Steps = ACCELERATE_FROM
    budget: Budget = Budget()
    questions: dict[str, BudgetChange] = Field({})
    _name: str = PrivateAttr("")

    @property
    def name(self) -> str:
        """The key in ``grading.yml``, which is also the folder's name."""
        return self._name

    def budget_for(self, question: str) -> Budget:
        """The question's own budget if it has one, otherwise the assignment's."""
        change = self.questions.get(question, BudgetChange())
        return Budget(time=change.time or self.budget.time, memory=change.memory or self.budget.memory)

    @property
    def settings(self) -> Settings:
        """What a worker needs of this."""
        budgets = {question: self.budget_for(question) for question in self.questions}
        return Settings(
            accelerate_from=self.accelerate_from,
            budget=PlainBudget(self.budget.time, self.budget.memory),
            budgets={
                question: PlainBudget(budget.time, budget.memory) for question, budget in budgets.items()
            },
            gpus=self.gpus,
            gpu_memory=self.gpu_memory,
        )


class Course(Table):
    """The whole of ``grading.yml``.

    Attributes:
        language: of what students read.
    """

    course: Text
    language: Language = SOURCE
    timezone: Zone | None = None
    late: LatePolicy | None = None
    grades: GradePolicy = GradePolicy()
    defaults: Defaults = Defaults()
    assignments: dict[Slug, AssignmentConfig]
    _root: Path = PrivateAttr(Path())

    @property
    def root(self) -> Path:
        """The folder of the file, absolute."""
        return self._root

    @property
    def workspace(self) -> Path:
        """The folder for everything that grading and proving write, closed to other users."""
        return workspace.make(self.root)

    @property
    def error_log(self) -> Path:
        """The file for tracebacks and the output of workers."""
        return self.workspace / ERROR_LOG

    def solutions(self, name: str) -> Path:
        """The folder of an assignment that only instructors have."""
        return self.root / "solutions" / name

    def catalogue(self, name: str) -> Path:
        """The file of what an assignment's wrong answers give."""
        return self.solutions(name) / CATALOGUE

    def calibration(self, name: str, device: str = "cpu") -> Path:
        """The file of an assignment's measured thresholds."""
        suffix = "" if device == "cpu" else f"-{device}"
        return self.solutions(name) / f"calibration{suffix}.json"

    @model_validator(mode="before")
    @classmethod
    def _fill_in_defaults(cls, data: Any) -> Any:
        """Copies ``defaults`` into each assignment; a value of a wrong type is left for its field to name."""
        tables, defaults = data.get("assignments"), data.get("defaults")
        if not isinstance(tables, dict) or not isinstance(defaults, dict):
            return data
        filled = {name: _merged(defaults, table) for name, table in tables.items()}
        return {**data, "assignments": filled}

    @model_validator(mode="before")
    @classmethod
    def _place_deadlines(cls, data: Any) -> Any:
        """Reads deadlines by the clocks of the time zone; a wrong one is left for its field to name."""
        tables = data.get("assignments")
        try:
            zone = deadlines.zone(str(data["timezone"]))
        except (KeyError, ValueError):
            return data
        if not isinstance(tables, dict):
            return data
        return {**data, "assignments": {name: _placed(table, zone) for name, table in tables.items()}}

    def assignment(self, name: str) -> AssignmentConfig:
        """The assignment of that name.

        Raises:
            CourseError: there is none.
        """
        if name in self.assignments:
            return self.assignments[name]
        names = ", ".join(self.assignments) or "none"
        meant = suggestion(name, self.assignments)
        raise CourseError(f'there is no assignment "{name}" in {NAME}{meant} (the course has: {names})')

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Course:
        every = self.assignments.items()
        policy.check(
            self.grades,
            [config.weight for _, config in every if not config.bonus],
            [name for name, config in every if config.bonus],
        )
        return self


def find(start: Path) -> Path:
    """The ``grading.yml`` of ``start``, or of the nearest folder above it that has one.

    Raises:
        CourseError: there is none.
    """
    folder = start.resolve()
    for place in (folder, *folder.parents):
        if (place / NAME).is_file():
            return place / NAME
        for misnamed in OTHER_NAMES:
            if (place / misnamed).is_file():
                raise CourseError(f"{place / misnamed} must be called {NAME}: rename it")
    raise NoCourseError(
        f"no {NAME} in {folder} or any folder above it: run this in the folder of your course, "
        "or start one with `autograder new NAME`"
    )


def load(path: Path) -> Course:
    """Reads a course.

    Raises:
        CourseError: the first mistake, with file, line, key and what was expected.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"there is no {path.absolute()}: run this in the folder of your course") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path.absolute()} cannot be read as text in UTF-8 ({error})") from None
    try:
        course = read(Course, text, path.name)
    except PlainYamlError as error:
        raise CourseError(str(error)) from None
    course._root = path.absolute().parent
    for name, config in course.assignments.items():
        config._name = name
    return course


def _merged(defaults: dict[str, Any], table: Any) -> Any:
    if not isinstance(table, dict):
        return table
    usual = {key: value for key, value in defaults.items() if key in Defaults.model_fields}
    merged = {**usual, **table}
    if isinstance(usual.get("budget"), dict) and isinstance(table.get("budget"), dict):
        merged["budget"] = {**usual["budget"], **table["budget"]}
    return merged


def _placed(table: Any, zone: ZoneInfo) -> Any:
    if not isinstance(table, dict) or not isinstance(table.get("deadline"), str):
        return table
    try:
        return {**table, "deadline": deadlines.moment(table["deadline"], zone)}
    except ValueError:
        return table
