"""What hidden tests can ask for beside the notebook's names: fresh, copied, and only the examiner's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.assignment.assignment import Assignment, Question
from autograder.candidate.zygote.equipment import Equipment
from autograder.errors import ExaminerError
from autograder.examiner.session.remote import Link
from autograder.examiner.session.reserved import Reserved
from autograder.examiner.session.session import CandidateDied, Session
from autograder.notebook import Cell, Notebook
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

REFERENCE = {
    "given": "import numpy as np, os\nbase = np.zeros(3)\nran = ['given']",
    "q1": "def double(x): return 2 * x\nran.append('q1')\nstate = 'after q1'",
    "q2": "def shifted(x): return x + 1\nran.append('q2')\nstate = 'after q2'\ndef die(): os._exit(3)",
    "q3": "raise RuntimeError('the reference is broken here')",
}


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[[], Session]]:
    zygote = Zygote(choose("off"), Equipment("numpy"))
    sessions: list[Session] = []

    def start() -> Session:
        sessions.append(Session(zygote.fork(2**30)))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()
    zygote.close()


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    heldout = tmp_path_factory.mktemp("heldout")
    np.savez(heldout / "points.npz", x=np.arange(3), y=np.ones(2))
    np.save(heldout / "labels.npy", np.arange(4))
    (heldout / "words.json").write_text(json.dumps({"a": [1, 2]}))
    cells = [Cell(name, "code", source, name != "given") for name, source in REFERENCE.items()]
    blanks = [msgspec.structs.replace(cell, source="...") if cell.is_answer else cell for cell in cells]
    questions = [Question(name, 1.0, False, [i], "") for i, name in enumerate(REFERENCE) if i]
    return Assignment(
        name="small",
        runtime="numpy",
        released=Notebook(cells=blanks, assignment_name="small"),
        reference=Notebook(cells=cells, assignment_name="small"),
        questions=questions,
        thresholds={"loss": 0.25},
        heldout_folder=str(heldout),
        given_folder="",
        hash="",
    )


@pytest.fixture
def reserved(assignment: Assignment, start: Callable[[], Session]) -> Iterator[Reserved]:
    reserved = Reserved(assignment, start)
    yield reserved
    reserved.close()


def test_held_out_data_by_the_files_stems(reserved: Reserved) -> None:
    heldout = reserved.names("q1", np.random.default_rng)["heldout"]()
    assert set(heldout) == {"points", "labels", "words"}
    assert heldout["points"]["x"].tolist() == [0, 1, 2]
    assert heldout["labels"].tolist() == [0, 1, 2, 3]
    assert heldout["words"] == {"a": [1, 2]}


def test_a_test_that_changes_data_changes_its_own_copy(reserved: Reserved) -> None:
    names = reserved.names("q1", np.random.default_rng)
    names["heldout"]()["points"]["x"][:] = 9
    names["thresholds"]()["loss"] = 9
    assert names["heldout"]()["points"]["x"].tolist() == [0, 1, 2]
    assert names["thresholds"]() == {"loss": 0.25}


def test_an_object_array_in_held_out_data_is_not_unpickled(
    assignment: Assignment, start: Callable[[], Session], tmp_path: Path
) -> None:
    np.save(tmp_path / "evil.npy", np.array([{}], dtype=object), allow_pickle=True)
    reserved = Reserved(msgspec.structs.replace(assignment, heldout_folder=str(tmp_path)), start)
    with pytest.raises(ValueError, match="allow_pickle"):
        reserved.names("q1", np.random.default_rng)["heldout"]()


def test_the_reference_runs_as_far_as_the_question_and_no_further(reserved: Reserved) -> None:
    reference = reserved.names("q1", np.random.default_rng)["reference"]()
    assert reference.double(4) == 8
    assert (reference.ran, reference.state) == (["given", "q1"], "after q1")
    with pytest.raises(ExaminerError, match="shifted"):
        reference.shifted  # noqa: B018
    later = reserved.names("q2", np.random.default_rng)["reference"]()
    assert (later.shifted(4), later.state) == (5, "after q2")
    assert later.ran == ["given", "q1", "q2"]  # nothing ran twice


def test_a_broken_reference_is_our_fault(reserved: Reserved) -> None:
    with pytest.raises(
        ExaminerError, match="the reference raised RuntimeError: the reference is broken here"
    ):
        reserved.names("q3", np.random.default_rng)["reference"]().double  # noqa: B018


def test_a_reference_that_died_is_there_for_the_next_student(reserved: Reserved) -> None:
    """A value of a student's may kill it; that must not cost the rest of the class."""
    reference = reserved.names("q2", np.random.default_rng)["reference"]()
    with pytest.raises(CandidateDied):
        reference.die()
    assert reserved.names("q2", np.random.default_rng)["reference"]().shifted(1) == 2
    assert reserved.names("q1", np.random.default_rng)["reference"]().double(1) == 2


def test_what_the_reference_gives_reaches_student_code_as_a_copy(
    reserved: Reserved, start: Callable[[], Session]
) -> None:
    student = start()
    student.start_budget(30)
    student.run("def spoil(x):\n    x[:] = 9\n    return x", seed=0)
    reference = reserved.names("q1", np.random.default_rng)["reference"]()
    assert Link(student).name("spoil")(reference.base).tolist() == [9, 9, 9]
    assert reference.base.tolist() == [0, 0, 0]
    with pytest.raises(TypeError, match="cannot hand"):
        Link(student).name("spoil")(reference.double)


def test_held_out_text_that_is_not_utf8_is_named(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "frase.txt").write_bytes("ação".encode("latin-1"))
    broken = Reserved(msgspec.structs.replace(assignment, heldout_folder=str(tmp_path)), pytest.fail)
    with pytest.raises(ExaminerError, match=r"the held-out file frase.txt is not text in UTF-8: save it so"):
        broken.names("q1", np.random.default_rng)["heldout"]()


TORCH = """
import torch
def doubled(x): return 2 * x
torch = None  # a student's own: no test may depend on it
"""


def test_torch_is_that_of_the_references_process_and_its_tensors_reach_student_code(
    assignment: Assignment,
) -> None:
    pytest.importorskip("torch")
    with contextlib.ExitStack() as stack:
        zygote = stack.enter_context(contextlib.closing(Zygote(choose("off"), Equipment("torch"))))
        reserved = Reserved(
            msgspec.structs.replace(assignment, runtime="torch"), lambda: Session(zygote.fork(2**32))
        )
        stack.callback(reserved.close)
        student = stack.enter_context(contextlib.closing(Session(zygote.fork(2**32))))
        student.start_budget(60)
        student.run(TORCH, seed=0)
        torch = reserved.names("q1", np.random.default_rng)["torch"]()
        doubled = Link(student).name("doubled")(torch.tensor(np.array([1.0, 2.0], dtype="float32")))
        assert (doubled.type_name, doubled.dtype, doubled.tolist()) == ("Tensor", np.float32, [2, 4])
        own = torch.tensor(np.array([1.0, 2.0]))
        assert (own.dtype, own.tolist()) == (np.float64, [1, 2])
        own.requires_grad_()
        torch.sum(torch.mul(own, own)).backward()
        assert own.grad.tolist() == [2, 4]  # it is one and the same tensor there
        kinds = [torch.tensor([1.0]), torch.tensor([1]), torch.tensor([True]), torch.tensor(np.eye(1))]
        assert [tensor.dtype for tensor in kinds] == ["float32", "int64", "bool", "float64"]
        layer = torch.nn.utils.skip_init(torch.nn.Linear, 1, 1)
        layer.load_state_dict({"weight": torch.tensor([[3.0]]), "bias": torch.tensor([1.0])})
        assert np.asarray(layer(torch.ones(1, 1)).detach()).tolist() == [[4]]
        assert (
            reserved.names("q1", np.random.default_rng)["reference"]().double(2) == 4
        )  # the notebook runs in the same process


def test_torch_is_the_notebooks_own_name_where_the_runtime_has_none(reserved: Reserved) -> None:
    assert "torch" not in reserved.names("q1", np.random.default_rng)
