"""What master, grading.yml, thresholds and held-out data say of each other must be true."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.assignment.build import build
from autograder.assignment.consistency import hints
from autograder.assignment.errors import AuthoringError
from autograder.assignment.readiness import ready
from autograder.course.course import Course, load

Change = Callable[[str, str, str], None]


def settings(course: Course, old: str, new: str) -> Course:
    path = course.root / "grading.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return load(path)


def test_a_question_that_is_not_there_is_told(course: Course) -> None:
    course = settings(course, "memory: 1024}", "memory: 1024}\n    questions: {q9: {time: 5}}")
    with pytest.raises(
        AuthoringError, match=r"names a question q9 of mini.* \(its questions are q1, q2, q3\)"
    ):
        build(course, "mini")
    course = settings(course, "q9:", "q2:")
    assert course.assignments["mini"].budget_for("q2").time == 5
    build(course, "mini")


@pytest.mark.parametrize(
    ("imports", "runtime", "said"),
    [
        ("import torch.nn as nn", "numpy", "imports torch: write `runtime: torch`"),
        (
            "from transformers import AutoModel",
            "torch",
            "imports transformers: write `runtime: transformers`",
        ),
        ("import keras", "numpy", "imports keras: write `runtime: tensorflow`"),
        ("import tensorflow as tf", "torch", "imports tensorflow: write `runtime: tensorflow`"),
        ("import torch", "transformers", ""),
        ("import keras", "tensorflow", ""),
        ("import numpy as np", "torch", ""),
    ],
)
def test_a_runtime_that_lacks_what_the_notebook_imports_is_told(
    course: Course, change: Change, imports: str, runtime: str, said: str
) -> None:
    change(
        "master.py", "import numpy as np\n\n# %%\noffset", f"import numpy as np\n{imports}\n\n# %%\noffset"
    )
    course = settings(course, "runtime: numpy", f"runtime: {runtime}")
    if not said:
        build(course, "mini")
        return
    with pytest.raises(AuthoringError, match=f"gives mini the runtime {runtime}, but .*{said}"):
        build(course, "mini")


def test_a_threshold_that_is_not_there_is_told_with_the_command(course: Course, change: Change) -> None:
    change("calibration.json", '"shift"', '"drift"')
    with pytest.raises(
        AuthoringError, match=r"q2 in mini uses the threshold shift, .* `autograder calibrate mini`"
    ):
        ready(course, "mini")
    ready(course, "mini", calibrated=False)


def test_held_out_files_must_be_there_once(course: Course, change: Change) -> None:
    heldout = course.root / "solutions" / "mini" / "heldout"
    change("master.py", 'heldout["points"]', 'heldout["point"]')
    with pytest.raises(
        AuthoringError, match=r'heldout\["point"\], did you mean "points"\? \(solutions/mini/heldout/'
    ):
        ready(course, "mini")
    change("master.py", 'heldout["point"]', 'heldout["points"]')
    (heldout / "points.json").write_text("[]")
    with pytest.raises(AuthoringError, match=r"holds two files points\.\*, but tests know them as heldout"):
        ready(course, "mini")


def test_what_nobody_uses_is_hinted_at(course: Course, change: Change) -> None:
    assert hints(ready(course, "mini").assignment) == []
    change("calibration.json", '"shift"', '"drift": 1, "shift"')
    heldout = course.root / "solutions" / "mini" / "heldout"
    np.savez(heldout / "more.npz", x=np.ones(1))
    (heldout / "NOTICE").write_text("Ours.")
    course = settings(course, "runtime: numpy", "runtime: torch")
    assert hints(ready(course, "mini").assignment) == [
        "mini: No test uses the threshold drift of calibration.json.",
        "mini: No test asks for the held-out file more.",
        "mini: The runtime is torch, of which the notebook imports nothing.",
    ]
