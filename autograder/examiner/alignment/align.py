"""From a student's notebook to what is run, in which order, and where each question's tests come in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import Literal

import msgspec

from autograder.assignment.assignment import Question
from autograder.examiner.alignment.elsewhere import Elsewhere, find
from autograder.examiner.alignment.matching import ALIKE, Matching, likeness, match, plain, words
from autograder.message import Message, counted
from autograder.notebook import Cell, Notebook, sets_up

TITLE_CHARACTERS = 60  # of a cell's first line, in a sentence that names the cell
# Share of the given characters that a notebook which names another assignment, or none, must hold to be taken
# as this one's; shared imports make up less.
FOUND_UNDER_ANOTHER_NAME = 0.5
FOUND_UNDER_NO_NAME = 0.25

_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)

Origin = Literal["given", "answer", "copy", "added", "restored"]


class Step(msgspec.Struct, frozen=True):
    """Code to run, then tests.

    Attributes:
        source: never blank, except in a first step that is there only for its ``ends``.
        question: whose code this is; ``None`` for given cells of no question and cells after the last one.
        origin: a ``given`` or an ``answer`` cell, edited or not; a further ``copy`` of one; ``added`` by the
            student; ``restored``: given, deleted by the student and put back.
        ends: questions whose tests run right after this step, in this order.
    """

    source: str
    question: str | None
    origin: Origin
    ends: list[str] = []


def seeds(steps: list[Step]) -> list[int]:
    """A seed for each step: how many released cells come before it.

    So a cell that a student adds, or has twice, changes the random numbers of no other cell.
    """
    released = [step.origin not in ("copy", "added") for step in steps]
    return [sum(released[:index]) for index in range(len(steps))]


class Alignment(msgspec.Struct, frozen=True):
    """A student's notebook laid on the released one.

    Attributes:
        steps: in running order, which is the student's; each question, manual ones too, ends at exactly one.
        blank: auto-graded questions for which the student wrote no code.
        changes: what the student changed beside the answers, one sentence each.
        notes: what is to be said of blank questions whose names are defined in other cells.
        answers: question to what the student wrote there, code and text; manual questions too.
        foreign: the notebook is another assignment's; ``changes`` then says only that.
    """

    steps: list[Step]
    blank: set[str]
    changes: list[Message | str]
    foreign: bool
    notes: dict[str, Message] = {}
    answers: dict[str, str] = {}


class _Row(msgspec.Struct):
    """A cell of the student's, or a released one that the student deleted.

    ``released`` is the index of the released cell that it is or repeats, ``edited`` that their texts differ.
    """

    kind: str
    source: str
    origin: Origin | Literal["deleted"]
    released: int | None = None
    question: str | None = None
    edited: bool = False
    moved: bool = False

    @property
    def runs(self) -> bool:
        return self.kind == "code" and self.origin != "deleted" and bool(self.source.strip())

    @property
    def worked(self) -> bool:
        """The student wrote code here."""
        return self.runs and (self.edited or self.origin == "added")


def align(released: Notebook, submitted: Notebook, questions: list[Question]) -> Alignment:
    """Find the released cells in a student's notebook, whatever it holds; see ``Alignment``."""
    matching = match(released.cells, submitted.cells)
    rows = _rows(released.cells, submitted.cells, matching, questions)
    homes, ends = _homes_and_ends(rows, questions)
    _assign_added(rows, homes)
    blank = _blank(released.cells, rows, homes, ends, questions)
    places = _elsewhere(released.cells, rows, homes, blank, questions)
    taken = {name: place for name, place in places.items() if place.decides}
    for name, place in taken.items():
        ends[name] = max(ends[name], place.index)
        blank.discard(name)
    notes = {name: _note(place) for name, place in places.items() if name not in taken}
    steps = _steps(rows, ends, questions)
    changes: list[Message | str]
    if _is_foreign(released, submitted, matching):
        changes = [_foreign_sentence(released, submitted)]
        return Alignment(steps, blank, changes, True)
    changes = [*_changes(released.cells, rows), *(_taken(name, place) for name, place in taken.items())]
    return Alignment(steps, blank, changes, False, notes, _answers(rows))


def _rows(
    released: list[Cell], submitted: list[Cell], matching: Matching, questions: list[Question]
) -> list[_Row]:
    """The student's cells in their order; a released cell that is missing comes after the one it followed."""
    owner = {given: question.name for question in questions for given in question.cells}
    in_order = {given: student for student, given in matching.cells.items() if student not in matching.moved}
    matched = set(matching.cells.values())
    missing: dict[int, list[_Row]] = {}
    place = -1
    for given, cell in enumerate(released):
        place = in_order.get(given, place)
        if given not in matched:
            origin: Origin | Literal["deleted"] = "deleted"
            if cell.kind == "code" and not cell.is_answer:
                origin = "restored"
            row = _Row(cell.kind, cell.source, origin, given, owner.get(given))
            missing.setdefault(place, []).append(row)
    rows = missing.get(-1, [])
    for student, cell in enumerate(submitted):
        original = matching.cells.get(student, matching.copies.get(student))
        row = _Row(cell.kind, cell.source, "added", original, moved=student in matching.moved)
        if original is not None:
            row.question = owner.get(original)
            row.edited = plain(cell.source) != plain(released[original].source)
            row.origin = "answer" if released[original].is_answer else "given"
            if student in matching.copies:
                row.origin = "copy"
        rows += [row, *missing.get(student, [])]
    return rows


def _homes_and_ends(rows: list[_Row], questions: list[Question]) -> tuple[dict[str, int], dict[str, int]]:
    """For each question the row where its region ends, and the row after which its tests run.

    They differ if the student moved code of the question further down, or has another version of its
    answer there: the last definition counts, so the tests wait for it.
    """
    homes: dict[str, int] = {}
    ends: dict[str, int] = {}
    elsewhere: dict[str, int] = {}
    for index, row in enumerate(rows):
        if row.question is None:
            continue
        if row.moved:
            elsewhere[row.question] = index
        elif row.origin != "copy":
            homes[row.question] = index
        if row.kind == "code" and (row.moved or (row.origin == "copy" and row.edited)):
            ends[row.question] = index
    for question in questions:
        home = homes.setdefault(question.name, elsewhere.get(question.name, len(rows) - 1))
        ends[question.name] = max(home, ends.get(question.name, -1))
    return homes, ends


def _assign_added(rows: list[_Row], homes: dict[str, int]) -> None:
    """Give each added row to the question whose region it is in."""
    regions = sorted((home, order, name) for order, (name, home) in enumerate(homes.items()))
    last_rows = [home for home, _, _ in regions]
    for index, row in enumerate(rows):
        region = bisect_left(last_rows, index)
        if row.origin == "added" and region < len(regions):
            row.question = regions[region][2]


def _blank(
    released: list[Cell],
    rows: list[_Row],
    homes: dict[str, int],
    ends: dict[str, int],
    questions: list[Question],
) -> set[str]:
    """Questions without work. If there is none, code added directly below the question is its answer."""
    work = Counter(row.question for row in rows if row.worked)
    blank = set()
    for question in questions:
        if question.manual or work[question.name] or not any(released[g].is_answer for g in question.cells):
            continue
        for index in range(homes[question.name] + 1, len(rows)):
            row = rows[index]
            if row.origin != "added":
                break
            if row.worked:
                work[row.question] -= 1
                work[question.name] += 1
                row.question = question.name
                ends[question.name] = max(index, ends[question.name])
        if not work[question.name]:
            blank.add(question.name)
    return blank


def _elsewhere(
    released: list[Cell], rows: list[_Row], homes: dict[str, int], blank: set[str], questions: list[Question]
) -> dict[str, Elsewhere]:
    """Where the names of blank questions are defined, in the order of the questions."""
    work = ((index, row.question, row.source) for index, row in enumerate(rows) if row.worked)
    in_order = [question.name for question in questions if question.name in blank]
    return find(released, questions, in_order, homes, work)


def _note(place: Elsewhere) -> Message:
    return Message(
        "{names} was found {place}: move that code into this question's cell.",
        {"names": ", ".join(f"`{name}`" for name in place.names), "place": place.place},
    )


def _taken(name: str, place: Elsewhere) -> Message:
    return Message(
        "{question} was not answered in its own cell but {place}, and its tests ran after that.",
        {"question": name, "place": place.place},
    )


def _steps(rows: list[_Row], ends: dict[str, int], questions: list[Question]) -> list[Step]:
    due: dict[int, list[str]] = {}
    for question in questions:
        due.setdefault(ends[question.name], []).append(question.name)
    steps: list[Step] = []
    for index in range(-1, len(rows)):
        if index >= 0 and rows[index].runs:
            row = rows[index]
            assert row.origin != "deleted"  # such a row does not run
            steps.append(Step(row.source, row.question, row.origin))
        if index in due:
            if not steps:
                steps.append(Step("", None, "restored"))
            steps[-1].ends.extend(due[index])
    return steps


def _answers(rows: list[_Row]) -> dict[str, str]:
    """By question the cells that the student added or changed, answers among them."""
    written: dict[str, list[str]] = {}
    for row in rows:
        if row.question and (row.edited or row.origin == "added") and row.source.strip():
            written.setdefault(row.question, []).append(row.source.strip())
    return {question: "\n\n".join(sources) for question, sources in written.items()}


def _changes(released: list[Cell], rows: list[_Row]) -> list[Message]:
    sentences: list[Message] = []
    times = Counter(row.released for row in rows if row.kind == "code" and row.released is not None)
    changed_texts = 0
    for row in rows:
        if row.released is None or row.origin == "copy":
            continue
        cell = {"cell": _name(released[row.released], row.question)}
        is_answer = released[row.released].is_answer
        gone = row.origin in ("deleted", "restored")
        if row.kind != "code" and not is_answer:
            changed_texts += row.edited or row.moved or gone
            continue
        if row.origin == "restored" and row.runs:
            sentences.append(
                Message("The given cell {cell} was deleted or emptied, and has been put back.", cell)
            )
        elif gone and is_answer:
            sentences.append(Message("The answer cell {cell} was deleted.", cell))
        if row.origin == "given" and row.edited:
            sentences.append(Message("The given cell {cell} was edited.", cell))
        if row.moved:
            sentences.append(Message("The cell {cell} was moved.", cell))
        if row.kind == "code" and times[row.released] > 1:
            sentences.append(
                Message(
                    "The cell {cell} is there {times} times: all ran in order, the last definition wins.",
                    {**cell, "times": times[row.released]},
                )
            )
    added = Counter(row.question for row in rows if row.origin == "added" and row.runs)
    sentences += [_added(count, question) for question, count in added.items()]
    if any(row.runs and _CONFLICT.search(row.source) for row in rows):
        sentences.append(
            Message("A cell has an unresolved merge conflict of git (<<<<<<<), so it cannot run: resolve it.")
        )
    if changed_texts:
        sentences.append(
            counted(
                "Given text was changed in {count} place.",
                "Given text was changed in {count} places.",
                changed_texts,
            )
        )
    return sentences


def _added(count: int, question: str | None) -> Message:
    if question:
        return counted(
            "{count} cell with code was added in {question}.",
            "{count} cells with code were added in {question}.",
            count,
            {"question": question},
        )
    return counted(
        "{count} cell with code was added after the last question.",
        "{count} cells with code were added after the last question.",
        count,
    )


def _name(cell: Cell, question: str | None) -> Message | str:
    """The released cell's first line: never the student's text."""
    title = f"“{_cut(next(iter(cell.source.strip().splitlines()), ''))}”"
    return Message("{title} of {question}", {"title": title, "question": question}) if question else title


def _cut(title: str) -> str:
    return title if len(title) <= TITLE_CHARACTERS else title[: TITLE_CHARACTERS - 1] + "…"


def _is_foreign(released: Notebook, submitted: Notebook, matching: Matching) -> bool:
    """Whether too little of what was given is there, among the kinds of cells that the student still has."""
    names = {released.assignment_name, submitted.assignment_name}
    kinds = {cell.kind for cell in submitted.cells if cell.source.strip()}
    if len(names) == 1 and "" not in names:
        return False
    students = {given: submitted.cells[student].source for student, given in matching.cells.items()}
    total = found = 0
    for given, cell in enumerate(released.cells):
        if cell.kind not in kinds or sets_up(cell.source) or cell.source.startswith("grader."):
            continue  # the latter two are in every notebook of Otter's
        source = students.get(given, "")
        here = bool(source) and (
            plain(source) == plain(cell.source) or likeness(words(source), words(cell.source)) >= ALIKE
        )
        if cell.is_answer and (cell.kind != "code" or not here):
            continue  # an answer may share nothing with its blank
        total += len(cell.source)
        found += here * len(cell.source)
    needed = FOUND_UNDER_NO_NAME if "" in names else FOUND_UNDER_ANOTHER_NAME
    return found < needed * total


def _foreign_sentence(released: Notebook, submitted: Notebook) -> Message:
    assignment, other = released.assignment_name, submitted.assignment_name
    if assignment and other and assignment != other:
        return Message(
            "This is the notebook of another assignment, “{other}”: hand in that of “{assignment}”.",
            {"other": _cut(other), "assignment": assignment},
        )
    return Message(
        "This notebook holds almost nothing of “{assignment}”: hand in that assignment's notebook.",
        {"assignment": assignment},
    )
