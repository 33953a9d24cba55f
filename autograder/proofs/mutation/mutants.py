"""The mutants of an assignment: one change in one cell of the reference each."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

import msgspec

from autograder.assignment.build import Build
from autograder.proofs.mutation.edits import Edit, Source
from autograder.proofs.mutation.operators import OPERATORS


class Mutant(msgspec.Struct, frozen=True):
    """A cell of the reference with one change.

    Attributes:
        cell: the place among the question's solution cells, from 1.
        line: of the change in that cell, from 1.
        operator: the kind of change, a key of ``OPERATORS``.
        before: the changed lines as they were, without indentation; several are joined by a blank.
        source: the whole cell, changed.
    """

    question: str
    cell: int
    line: int
    operator: str
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.question}, cell {self.cell}, line {self.line}, {self.operator}"

    @property
    def mark(self) -> tuple[str, str, str, str]:
        """What identifies it in the list of equivalent mutants."""
        return self.question, self.operator, self.before, self.after


def mutants(build: Build) -> list[Mutant]:
    """All mutants of the auto-graded questions, in the order of the notebook."""
    return [
        mutant
        for question in build.assignment.questions
        if not question.manual
        for number, source in enumerate(build.solutions.get(question.name, []), start=1)
        for mutant in of_cell(question.name, number, source)
    ]


def of_cell(question: str, number: int, text: str) -> Iterator[Mutant]:
    """The mutants of one cell; none if it is not plain Python."""
    try:
        source = Source(text)
    except SyntaxError:
        return
    meanings = {ast.dump(source.tree)}
    edits = [
        (edit, name)
        for node in source.nodes
        for name, operator in OPERATORS.items()
        for edit in operator(source, node)
    ]
    for edit, name in sorted(edits, key=lambda pair: pair[0]):
        changed = text[: edit.start] + edit.text + text[edit.end :]
        try:
            meaning = ast.dump(ast.parse(changed))
        except SyntaxError:
            continue
        if meaning not in meanings:
            meanings.add(meaning)
            yield Mutant(question, number, source.line(edit.start), name, *_lines(source, edit), changed)


def _lines(source: Source, edit: Edit) -> tuple[str, str]:
    """The changed lines before and after."""
    first, last = source.line(edit.start) - 1, source.line(edit.end) - 1
    before = "\n".join(source.lines[first : last + 1])
    offset = edit.start - len("\n".join([*source.lines[:first], ""]))
    after = before[:offset] + edit.text + before[offset + edit.end - edit.start :]
    return _joined(before), _joined(after)


def _joined(lines: str) -> str:
    return " ".join(line.strip() for line in lines.split("\n"))


def spread(candidates: list[Mutant], limit: int) -> list[Mutant]:
    """At most ``limit`` of them, evenly over questions, then over operators, then over lines."""
    by_question: dict[str, list[Mutant]] = {}
    for mutant in candidates:
        by_question.setdefault(mutant.question, []).append(mutant)
    queues = [_varied(of_question) for of_question in by_question.values()]
    chosen: set[Mutant] = set()
    while len(chosen) < min(limit, len(candidates)):
        for queue in queues:
            if queue and len(chosen) < limit:
                chosen.add(queue.pop(0))
    return [mutant for mutant in candidates if mutant in chosen]


def _varied(waiting: list[Mutant]) -> list[Mutant]:
    """Sorted so that each mutant has the operator and the line that were rarest before it."""
    waiting, ordered = list(waiting), []
    operators: Counter[str] = Counter()
    lines: Counter[tuple[int, int]] = Counter()
    while waiting:
        rarest = min(
            waiting, key=lambda mutant: (operators[mutant.operator], lines[mutant.cell, mutant.line])
        )
        waiting.remove(rarest)
        ordered.append(rarest)
        operators[rarest.operator] += 1
        lines[rarest.cell, rarest.line] += 1
    return ordered
