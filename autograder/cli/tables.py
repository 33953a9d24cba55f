"""The findings of proofs and calibration, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from autograder.proofs.matrix import Matrix
from autograder.proofs.verify import Proof
from autograder.report.matrix import MatrixCase

if TYPE_CHECKING:  # it brings scipy's statistics, which only calibration needs
    from autograder.proofs.calibration.samples import Samples


def matrix_table(matrix: Matrix) -> Table:
    """A row for each known answer, a sign for each test case: ✓ passed, ✗ failed."""
    questions = list(dict.fromkeys(case.question for case in matrix.cases))
    table = Table(title=matrix.proofs[0].assignment)
    table.add_column("answer", overflow="fold")
    table.add_column("points", justify="right")
    for question in questions:
        table.add_column(question, no_wrap=True)
    kind = matrix.proofs[0].kind
    for (proof, passed), count in _alike(matrix):
        if proof.kind != kind:
            table.add_section()
            kind = proof.kind
        signs = [
            _signs(proof, {case: success for case, success in passed.items() if case.question == question})
            for question in questions
        ]
        points = Text(f"{sum(proof.came.values()):g}", style="" if proof.holds else "bold red")
        table.add_row(Text(f"{proof.answer}, {count} times" if count > 1 else proof.answer), points, *signs)
    return table


def _alike(matrix: Matrix) -> Iterator[tuple[tuple[Proof, dict[MatrixCase, bool]], int]]:
    """The rows, with equal rows of one answer merged, and how many there were of each."""
    for _, runs in groupby(matrix.rows, lambda row: row[0].answer):
        remaining = [*runs]
        while remaining:
            first = remaining[0]
            others = [row for row in remaining if (row[0].came, row[1]) != (first[0].came, first[1])]
            yield first, len(remaining) - len(others)
            remaining = others


def _signs(proof: Proof, passed: dict[MatrixCase, bool]) -> Text:
    """The signs of one question; an unexpected one is red."""
    text = Text()
    for case, success in passed.items():
        expected = success or case.question in proof.loses
        text.append("✓" if success else "✗", style="" if expected else "bold red")
    return text


def outcome(proof: Proof) -> str:
    """What a known answer got, and what was expected if that differs."""
    if proof.remark:
        return proof.remark
    if proof.troubles:
        return proof.troubles[0]
    if proof.holds:
        return f"{sum(proof.came.values()):g} points, as expected"
    return "; ".join(
        f"{question}: {proof.came.get(question, 0):g} points instead of {proof.expected[question]:g}"
        for question in proof.differences
    )


def surprises(proofs: list[Proof]) -> list[str]:
    """A sentence for each trouble of an answer, and for each test case that decided unexpectedly."""
    sentences = []
    for proof in proofs:
        sentences += [f"{proof.assignment}, {proof.answer}: {trouble}." for trouble in proof.troubles]
        for question in proof.differences:
            lost = proof.came.get(question, 0.0) < proof.expected[question]
            for test in proof.cases.get(question, []):
                if test.passed != lost:
                    detail = f": {test.full}" if test.full else "."
                    verb = "passes" if test.passed else "fails"
                    sentences.append(f"{proof.answer} {verb} {question}: {test.name}{detail}")
    return sentences


def evidence_table(evidence: list[Samples]) -> Table:
    """A row for each threshold: runs of the reference that fail it, and of the other accepted answers."""
    table = Table("threshold", "limit", "failed", "95 % bound", "fitted", "accepted", "best wrong")
    for samples in evidence:
        if samples.refusal:
            table.add_row(samples.name, "refused")
            continue
        measured = samples.evidence()
        others = measured.right_runs - measured.reference_runs
        fitted = measured.fitted_failure_rate_95
        table.add_row(
            samples.name,
            f"{samples.compared} {samples.threshold:.4g}",
            f"{measured.reference_failures} of {measured.reference_runs}",
            f"{measured.reference_failure_rate_95:.2%}",
            "no fit" if fitted is None else f"{fitted:.2g}",
            f"{measured.right_failures - measured.reference_failures} of {others}",
            samples.best_wrong,
        )
    return table
