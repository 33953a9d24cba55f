"""An assignment as the examiner needs it: what students get, the reference, and the test files."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from autograder.notebook import Notebook

THRESHOLD = re.compile(r"""thresholds\[["'](\w+)["']\]""")  # as a test asks for one


class Question(msgspec.Struct, frozen=True):
    """A question of the assignment.

    Attributes:
        cells: indices of the released notebook's cells that belong to the question, in order, including its
            ``grader.check`` cell.
        test_source: the source of Otter's exception-based test file; empty for a manual question.
    """

    name: str
    points: float
    manual: bool
    cells: list[int]
    test_source: str = ""

    @property
    def thresholds(self) -> list[str]:
        """The calibrated thresholds that its tests ask for, repeated as often as they do."""
        return THRESHOLD.findall(self.test_source)


class Assignment(msgspec.Struct, frozen=True):
    """Everything that grading needs of an assignment; ``build`` makes it from the master.

    Attributes:
        released: the notebook that students get.
        reference: the same notebook as a student who knows everything would hand it in.
        heldout_folder: absolute path of the data that only the examiner may read.
        given_folder: absolute path of the folder that students get, with the released notebook and everything
            beside it; empty if there is none.
        hash: of everything that decides a grade: test files, reference, held-out data, thresholds, budgets.
        data_hash: of the data, public and held out, and of the settings in grading.yml.
        baselines: threshold to the number at which partial credit begins, if there is any.
        gpu_thresholds: those that differ if candidates compute on GPUs.
    """

    name: str
    runtime: str
    released: Notebook
    reference: Notebook
    questions: list[Question]
    thresholds: dict[str, float]
    heldout_folder: str
    given_folder: str
    hash: str
    data_hash: str = ""
    baselines: dict[str, float] = {}
    gpu_thresholds: dict[str, float] = {}

    def on_gpus(self) -> Assignment:
        """The same, with the thresholds for GPUs."""
        return msgspec.structs.replace(self, thresholds=self.thresholds | self.gpu_thresholds)

    def testing(self, names: Collection[str]) -> Assignment:
        """The same, tested only in the questions ``names``; cells after the last of them are not run."""
        last = max(index for index, question in enumerate(self.questions) if question.name in names)
        questions = [
            question if question.name in names else msgspec.structs.replace(question, manual=True)
            for question in self.questions[: last + 1]
        ]
        return msgspec.structs.replace(self, questions=questions)
