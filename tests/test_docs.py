"""A figure that two pages give is the same in both."""

from __future__ import annotations

import re

from places import ROOT

from autograder.course.course import load
from autograder.proofs.demo import class_size


def text(name: str) -> str:
    """A document on one line, so that a line break splits no sentence."""
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


def found(pattern: str, name: str) -> tuple[str, ...]:
    """What the groups of ``pattern`` match, which the document must have once."""
    (match,) = re.finditer(pattern, text(name))
    return match.groups()


def test_the_readme_says_what_the_measurement_of_grading_says() -> None:
    said = found(
        r"a submission of `([\w-]+)` costs ([\d.]+) s \(median, all tests\)\. With the public tests alone, "
        r"it costs ([\d.]+) s with `otter run` and ([\d.]+) s with `nbgrader autograde`",
        "README.md",
    )
    lines = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8").splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith(f"`{said[0]}`, "))
    table = [line.split("|")[1:-1] for line in lines[begin:] if line.startswith("|")]
    assert [cell.strip() for cell in table[0]] == [
        "", "public tests", "all tests", "otter run", "nbgrader autograde",
    ]  # fmt: skip
    row = next(row for row in table if row[0].strip() == "beyond the cells' own time, s")
    medians = [re.findall(r"\*\*([\d.]+)\*\*", cell) for cell in row[2:]]
    assert medians == [[figure] for figure in said[1:]]


def test_what_must_be_downloaded_is_said_alike() -> None:
    assert found(r"index \((\d+) MB, once\)", "README.md") == found(
        r"from (\d+) MB of packages on the package index", "docs/operators.md"
    )
    assert found(r"with over (\d+ GB) of libraries", "README.md") == found(
        r"CUDA: over (\d+ GB) to get", "docs/operators.md"
    )


def test_the_readme_counts_the_sample_class() -> None:
    course = load(ROOT / "grading.yml")
    (count,) = found(r"a sample class of (\d+) notebooks", "README.md")
    assert int(count) == sum(class_size(course, name) for name in course.assignments)


def test_the_operators_page_gives_the_measured_memory_of_candidates() -> None:
    row = found(
        r"candidate of the reference solution at its peak, MiB \| \| (\d+) \| (\d+) \|", "docs/operators.md"
    )
    measured = [
        found(rf"\| {name} \| \d+\.\d \| \d+\.\d \| (\d+) \|", "docs/assignments.md")
        for name in ("self-attention", "fibonacci-attention")
    ]
    assert measured == [(figure,) for figure in row]
