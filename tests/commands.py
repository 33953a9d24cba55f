"""A small course whose one question doubles a number, and the commands on it."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import nbformat
from click.testing import Result
from typer.testing import CliRunner

from autograder.cli import app

MASTER = """
# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: mini
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests: {ok_format: false}

# %% [markdown]
# # Doubling

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# Write `double`.

# %% [raw]
# # BEGIN SOLUTION

# %%
def double(x):
    # BEGIN SOLUTION NO PROMPT
    return x * 2
    # END SOLUTION
    \"\"\" # BEGIN PROMPT
    return ...
    \"\"\" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_two(double):
    assert double(2) == 4, "Twice two is four."

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
""".lstrip()


WRONG = """
# ---
# misconception: Doubling is adding two.
# loses: {q1: 2}
# feedback: Doubling multiplies.
# ---
# %% question="q1"
def double(x):
    return x + 3
""".lstrip()


GRADING = """
course: Arithmetic
assignments:
  mini:
    title: Doubling
    weight: 100
    runtime: numpy
    budget: {time: 120}
"""


OFF = ("--sandbox", "off", "--jobs", "1")


PROGRAM = (sys.executable, "-c", "from autograder.cli import app; app()")


def hand_in(course: Path, student: str, answer: str) -> Path:
    notebook = nbformat.read(course / "assignments/mini/mini.ipynb", as_version=4)
    for cell in notebook.cells:
        if "otter_answer_cell" in cell.metadata.get("tags", []):
            cell.source = answer
    path = course / "in" / f"{student}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def rows(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def is_one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


def without_walls(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine whose bubblewrap may make no namespaces, without Docker."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    return {**os.environ, "PATH": str(tmp_path)}
