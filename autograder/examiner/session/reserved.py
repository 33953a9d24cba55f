"""The names that a hidden test can ask for beside the notebook's own: what only the examiner has."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment.assignment import Assignment
from autograder.checks.numbers import mentions_complex
from autograder.checks.thresholds import Thresholds
from autograder.errors import ExaminerError
from autograder.examiner.alignment.align import Step, align, seeds
from autograder.examiner.misconceptions.recorder import Recorder
from autograder.examiner.session.borrowed import asked, borrowed, lent
from autograder.examiner.session.remote import Environment, Link, MissingName, OwnTensor, Remote
from autograder.examiner.session.session import Session, describe
from autograder.results import Metric
from autograder.runtimes import MODULES

TORCH_TYPES = ("bool", "int32", "int64", "float32", "float64")  # of arrays; a tensor's are the same
REFERENCE_SECONDS = 3600.0
REFERENCE = "the reference solution"  # in messages


class Reserved:
    """Serves ``reference``, ``heldout``, ``rng``, ``thresholds`` and, if it is used, ``torch``.

    Attributes:
        metrics: what tests compared with thresholds; whoever runs a test takes out what it added.
        borrowed: by question, the names of other questions' that its tests ask for.
        asked: by question, the notebook's names that its tests ask for.
    """

    def __init__(
        self, assignment: Assignment, start: Callable[[], Session], calibrating: bool = False
    ) -> None:
        self.metrics: list[Metric] = []
        self.borrowed = borrowed(assignment)
        self.asked = {question.name: asked(question.test_source) for question in assignment.questions}
        self._assignment = assignment
        self._calibrating = calibrating
        self._complex = {
            question.name for question in assignment.questions if mentions_complex(question.test_source)
        }
        self._heldout = cache(lambda: _read_folder(assignment.heldout_folder))
        self._reference = Reference(assignment, start)

    def environment(
        self,
        question: str,
        session: Session,
        draws: Callable[[], np.random.Generator],
        recorder: Recorder | None = None,
    ) -> Environment:
        """What the tests of ``question`` can ask for: these names and the notebook's.

        Args:
            recorder: if it is given, more cells have run since, and the notebook's names are those kept.
        """
        link = Link(session, recorder, question in self._complex)
        homes = dict.fromkeys(self.asked[question], question) if recorder else {}
        homes |= self.borrowed.get(question, {}) | lent(question, self.borrowed)
        return Environment(link, self.names(question, draws), homes)

    def names(self, question: str, draws: Callable[[], np.random.Generator]) -> dict[str, Callable[[], Any]]:
        """What each reserved name stands for while ``question`` is examined.

        Args:
            draws: gives ``rng``.
        """
        names: dict[str, Callable[[], Any]] = {
            "reference": lambda: Namespace(self._reference, question),
            "heldout": lambda: HeldOut(copy.deepcopy(self._heldout())),
            "rng": draws,
            "thresholds": lambda: Thresholds(
                self._assignment.thresholds,
                self._assignment.baselines,
                self.metrics,
                self._calibrating,
            ),
        }
        if self._assignment.runtime in MODULES["torch"].runtimes:
            names["torch"] = lambda: Torch(self._reference.library("torch"))
        return names

    def seed_reference(self, seed: int | None) -> None:
        """What the reference draws next begins at ``seed``; None: it goes on from where it is."""
        self._reference.seed = seed

    def close(self) -> None:
        self._reference.close()


class HeldOut(dict[str, Any]):
    """The held-out data by the names of their files."""

    def __missing__(self, name: str) -> Any:
        """A name that is not there is the author's mistake, not the student's."""
        raise ExaminerError(f"there is no held-out file {name!r}: those are {', '.join(self) or 'none'}")


class Reference:
    """The solution notebook in a process of its own, run only as far as tests ask for.

    Attributes:
        seed: set in the process before it is asked the next time; None if that is done or not wanted.
    """

    def __init__(self, assignment: Assignment, start: Callable[[], Session]) -> None:
        self.seed: int | None = None
        self._start = start
        self._session: Session | None = None
        self._link: Link | None = None
        self._steps = align(assignment.released, assignment.reference, assignment.questions).steps
        self._waiting: list[tuple[int, Step]] = []  # with the seeds
        self._libraries: dict[str, Any] = {}

    def name(self, name: str, question: str) -> Any:
        """The reference's global ``name`` as it is after ``question`` or later.

        Raises:
            ExaminerError: the reference does not run.
        """
        session, link = self._alive()
        while any(question in step.ends for _, step in self._waiting):
            seed, step = self._waiting.pop(0)
            ran = session.run(step.source, seed)
            if ran.raised:
                raise ExaminerError(f"the reference raised {describe(ran.raised)}")
        session.start_budget(REFERENCE_SECONDS)
        if self.seed is not None:
            session.run("pass", self.seed)
            self.seed = None
        try:
            return link.name(name)
        except MissingName:
            raise ExaminerError(f"the reference does not define {name!r}") from None

    def library(self, module: str) -> Any:
        """A module that the reference's process has loaded, so that this one need not load it too.

        Raises:
            ExaminerError: it cannot be imported there.
        """
        session, link = self._alive()
        session.start_budget(REFERENCE_SECONDS)
        if module not in self._libraries:
            ran = session.run(f"import {module}", seed=0)
            if ran.raised:
                raise ExaminerError(f"the reference's process raised {describe(ran.raised)}")
            self._libraries[module] = link.name(module)
        return self._libraries[module]

    def _alive(self) -> tuple[Session, Link]:
        if self._session is None or self._link is None or not self._session.alive:
            self.close()  # a student's value may have killed it: the next student must find one that lives
            self._session = self._start()
            self._session.who = REFERENCE
            self._session.start_budget(REFERENCE_SECONDS)
            self._link = Link(self._session)
            self._libraries = {}
            self._waiting = list(zip(seeds(self._steps), self._steps, strict=True))
        return self._session, self._link

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


class Torch:
    """What a test sees as ``torch``: the module of the reference's process.

    It is asked for much, and most of all to make tensors of arrays: that needs no process.
    """

    def __init__(self, module: Remote) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._module, name)

    def tensor(self, data: Any, **options: Any) -> Any:
        """As ``torch.tensor``."""
        if options or not isinstance(data, np.ndarray) or data.dtype.name not in TORCH_TYPES:
            return self._module.tensor(data, **options)
        return OwnTensor(self._module, data)


class Namespace:
    """What a test sees as ``reference``."""

    def __init__(self, reference: Reference, question: str) -> None:
        self._reference = reference
        self._question = question

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._reference.name(name, self._question)


def _read_folder(folder: str) -> dict[str, Any]:
    return {path.stem: _read(path) for path in sorted(Path(folder).iterdir())} if folder else {}


def _read(path: Path) -> Any:
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)
    if path.suffix == ".npy":
        return np.load(path, allow_pickle=False)
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ExaminerError(f"the held-out file {path.name} is not text in UTF-8: save it so") from error
