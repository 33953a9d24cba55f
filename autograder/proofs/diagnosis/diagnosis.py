"""The catalogue of the outputs of wrong answers: recorded, written, and checked by grading them once more."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from autograder.assignment.answers import REFERENCE_ANSWER, Answer, answers
from autograder.assignment.master.master import up_to
from autograder.assignment.readiness import ready
from autograder.course.course import Course
from autograder.engine.events import Graded
from autograder.errors import ExaminerError
from autograder.examiner.misconceptions import catalogue as catalogues
from autograder.examiner.misconceptions.catalogue import Catalogue
from autograder.examiner.misconceptions.comparison import match
from autograder.examiner.misconceptions.transcript import Record
from autograder.examiner.versions import versions
from autograder.files import write_whole
from autograder.proofs import trials
from autograder.proofs.diagnosis.catalogue_entry import Transcripts, entry, is_tied, texts
from autograder.proofs.diagnosis.paraphrase import paraphrased
from autograder.proofs.diagnosis.score import Diagnosed
from autograder.proofs.trials import CachedTrial, Watch, key, starting
from autograder.results import GradingResult, QuestionResult
from autograder.settings import RunMode

RECORD = 3  # the version of the kept runs' format; a new number makes all of them run again


class _Run(NamedTuple):
    """A notebook to grade; ``alike``: a paraphrase of the answer."""

    answer: Answer
    alike: bool

    @property
    def title(self) -> str:
        return f"{self.answer.name}{' in other words' if self.alike else ''}"


class Diagnosis:
    """Makes the catalogue of one assignment; each run is kept until something that decides it changes.

    Raises:
        AuthoringError: there is a mistake in the assignment's own files.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """

    def __init__(
        self, course: Course, name: str, sandbox_kind: str = "auto", jobs: int | None = None
    ) -> None:
        self.course = course
        self.name = name
        self.build = ready(course, name)
        self._made_of = catalogues.made_of(self.build.assignment)
        self.path = course.catalogue(name)
        self.folder = course.workspace / "diagnosis" / name
        catalogued = answers(course.solutions(name))
        self.right = [REFERENCE_ANSWER, *(answer for answer in catalogued if answer.accepted)]
        self.wrong = [answer for answer in catalogued if not answer.accepted]
        self._seed_file = self.folder / "transcripts" / "seed.json"  # until the catalogue is written
        self._seed = _seed(self.path, self._seed_file)
        self._right_results: dict[str, tuple[_Run, GradingResult, Transcripts]] = {}
        self._sandbox_kind = sandbox_kind
        self._jobs = jobs
        lost = {question for answer in self.wrong for question in answer.loses}
        self._places = {
            question.name: place for place, question in enumerate(self.build.assignment.questions)
        }
        self.questions = sorted(lost, key=lambda question: self._places[question])

    @property
    def total(self) -> int:
        """How many runs recording and checking take together."""
        return 2 * len(self._right_runs) + 2 * len(self.wrong)

    @property
    def _right_runs(self) -> list[_Run]:
        """Where these do not all give the same, it is no matter of right and wrong."""
        return [_Run(REFERENCE_ANSWER, True), *(_Run(answer, False) for answer in self.right)]

    def record(self, on_event: Watch) -> Iterator[str]:
        """Run all known answers and write the catalogue; yields the title of each run that is done.

        Raises:
            AuthoringError: an answer could not be graded.
        """
        runs = [*self._right_runs, *(_Run(answer, False) for answer in self.wrong)]
        records: dict[str, Record] = {}
        folder = self.folder / "transcripts"
        folder.mkdir(parents=True, exist_ok=True)
        self._seed_file.write_bytes(msgspec.json.encode(Catalogue(self._seed)))
        mode = RunMode(str(self._seed_file), transcribing=True)
        for run, graded in self._graded(runs, folder, lambda tested: self._seed, mode, on_event):
            assert graded.record is not None
            records[run.title] = graded.record
            if run.answer.accepted:
                self._right_results[run.title] = (run, graded.result, graded.record.transcripts)
            yield run.title
        self._write(records)

    def check(self, on_event: Watch) -> Iterator[Diagnosed]:
        """Grade paraphrases of the wrong answers in the ordinary way, and see what they are told.

        The right answers were graded while they were recorded; those that lost points then are looked up.

        Raises:
            AuthoringError: an answer could not be graded.
        """
        catalogue = catalogues.read(str(self.path))
        assert catalogue is not None
        for run, result, transcripts in self._right_results.values():
            named = {
                question.name: match(
                    catalogue.questions[question.name],
                    transcripts.get(question.name, {}),
                    texts(run.answer.cells),
                )
                for question in self._lost(run, result)
            }
            sentences = {
                name: closest.wrong.misconception if closest else "" for name, closest in named.items()
            }
            yield Diagnosed(run.answer, sentences, [])
        runs = [_Run(answer, True) for answer in self.wrong]
        folder = self.folder / "checks"
        folder.mkdir(parents=True, exist_ok=True)
        mode = RunMode(str(self.path))

        def deciding(tested: list[str]) -> Any:
            return [catalogue.seed, [catalogue.questions[name] for name in tested]]

        for run, graded in self._graded(runs, folder, deciding, mode, on_event):
            sentences = {one.name: one.misconception for one in self._lost(run, graded.result)}
            tied = [name for name in sentences if is_tied(catalogue.questions[name], run.answer.name)]
            yield Diagnosed(run.answer, sentences, tied)

    def _lost(self, run: _Run, result: GradingResult) -> list[QuestionResult]:
        counted = [question for question in result.questions if question.name in self._tested(run.answer)]
        return [question for question in counted if question.score < question.possible]

    def _write(self, records: dict[str, Record]) -> None:
        right = [records[run.title] for run in self._right_runs]
        entries = {}
        for question in self.questions:
            losing = [answer for answer in self.wrong if question in answer.loses]
            wrong = [(answer, records[answer.name].transcripts) for answer in losing]
            reference = records[REFERENCE_ANSWER.name].transcripts[question]
            entries[question] = entry(question, self._made_of[question], reference, right, wrong)
        seconds = min(record.whole for record in right)
        write_whole(self.path, msgspec.json.encode(Catalogue(self._seed, entries, seconds)) + b"\n")

    def _graded(
        self,
        runs: list[_Run],
        folder: Path,
        deciding: Callable[[list[str]], Any],
        mode: RunMode,
        on_event: Watch,
    ) -> Iterator[tuple[_Run, Graded]]:
        """Each run, and what came of it."""
        config, log = self.course.assignment(self.name), self.course.error_log
        start = starting(on_event, sandbox_kind=self._sandbox_kind, jobs=self._jobs, log=log, mode=mode)
        # Runs that end at the same question share their workers: what comes after it is not run.
        for _, group in groupby(sorted(runs, key=self._end), self._end):
            by_title = {run.title: run for run in group}
            cached = {title: self._cached(run, folder, deciding) for title, run in by_title.items()}
            tested = {name for run in by_title.values() for name in self._tested(run.answer)}
            assignment = self.build.assignment.testing(tested)
            for title, graded in trials.run(cached.values(), assignment, config, start):
                for old in folder.glob(f"{title}-????????????????.*"):
                    if old.stem != cached[title].path.stem:
                        old.unlink()
                yield by_title[title], graded

    def _tested(self, answer: Answer) -> list[str]:
        """The questions that count."""
        return [name for name in self.questions if answer.accepted or name in answer.loses]

    def _end(self, run: _Run) -> int:
        """The place of the last question that must be run."""
        return self._places[self._tested(run.answer)[-1]]

    def _cached(self, run: _Run, folder: Path, deciding: Callable[[list[str]], Any]) -> CachedTrial:
        """A run, kept under a hash of all that decides it."""
        notebook = self.build.notebook(run.answer.cells)
        if run.alike:
            notebook = paraphrased(notebook)
        assignment = self.build.assignment
        tested = self._tested(run.answer)
        tests = {
            question.name: question.test_source
            for question in assignment.questions
            if question.name in tested
        }
        parts = [
            deciding(tested),
            catalogues.FORMAT,
            RECORD,
            [(tests[name], self._made_of[name]) for name in tested],
            [cell.source for cell in up_to(notebook, tested[-1])],
            assignment.data_hash,
            {name: limit for name, limit in assignment.thresholds.items() if name in "".join(tests.values())},
            versions(),
        ]
        return CachedTrial(run.title, notebook, folder / f"{run.title}-{key(parts)}.result")


def _seed(*paths: Path) -> str:
    """The seed of the first catalogue that can be read; a new one if there is none."""
    for path in paths:
        with contextlib.suppress(ExaminerError):
            if old := catalogues.read(str(path)):
                return old.seed
    return secrets.token_hex(16)
