"""On a real GPU, by `make gpu-test`: known answers get the verdicts that they get on a CPU."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.answers import answers
from autograder.assignment.build import build
from autograder.candidate.zygote.equipment import Equipment
from autograder.course.course import find, load
from autograder.engine import local
from autograder.engine.events import results
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.docker import image
from autograder.sandbox.gpus import Gpu, hand_out
from autograder.sandbox.gpus import find as find_gpus
from autograder.sandbox.zygote import Zygote
from autograder.student import Student
from autograder.submissions.submission import Submission

COURSE = load(find(Path(__file__).parent))


@pytest.fixture(scope="module", autouse=True)
def gpus() -> list[Gpu]:
    return find_gpus() or pytest.exit("Neither nvidia-smi nor a framework shows a GPU.", returncode=1)


@pytest.mark.parametrize("sandbox", ["namespaces", "docker"])
def test_cuda_starts_behind_the_walls(sandbox: str, gpus: list[Gpu]) -> None:
    """The first thing to look at: cuInit ends with 304 where a wall stands in its way."""
    if sandbox == "docker" and (reason := image.complaint("cuda")):
        pytest.skip(reason)
    with (
        closing(Zygote(choose(sandbox, device="cuda"), Equipment("numpy", gpus=gpus[0].index))) as zygote,
        closing(Session(zygote.fork(8 * 2**30))) as session,
    ):
        ran = session.run("import ctypes\nprint(ctypes.CDLL('libcuda.so.1').cuInit(0))", 0)
    assert (ran.raised, ran.output) == (None, "0\n")


def test_a_candidate_computes_on_its_gpu_and_takes_no_more_than_its_share(gpus: list[Gpu]) -> None:
    gpu = gpus[0]
    half = gpu.memory * 2**20 // 2
    equipment = Equipment("torch", gpus=gpu.index, gpu_memory=half)
    with (
        closing(Zygote(choose("namespaces", device="cuda"), equipment)) as zygote,
        closing(Session(zygote.fork(8 * 2**30))) as session,
    ):
        ran = session.run("import torch\nassert torch.ones(3).cuda().sum().item() == 3", 0)
        assert ran.raised is None, ran
        assert not ran.used_cuda  # nothing stood in for it
        ran = session.run(f"torch.empty({half + 2**30}, dtype=torch.uint8, device='cuda')", 0)
        assert ran.raised is not None
        assert "OutOfMemory" in ran.raised.type_name


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", list(COURSE.assignments))
def test_verdicts_are_the_same_on_the_cpu_and_on_a_gpu(name: str, gpus: list[Gpu], tmp_path: Path) -> None:
    made = build(COURSE, name)
    config = COURSE.assignment(name)
    notebooks = {"reference": made.notebook()}
    notebooks |= {one.name: made.notebook(one.cells) for one in answers(COURSE.root / "solutions" / name)}
    submissions = []
    for title, notebook in notebooks.items():
        path = tmp_path / f"{title}.ipynb"
        nbformat.write(notebook, path)
        submissions.append(Submission(Student.named(title), str(path), path=path))
    log = tmp_path / "error.log"
    verdicts = []
    for shares in ([], hand_out(gpus, config.gpus, config.gpu_memory)):
        assignment = made.assignment.on_gpus() if shares else made.assignment
        graded = local.grade(assignment, config, submissions, "namespaces", None, log=log, shares=shares)
        verdicts.append(
            {
                one.student.name: (
                    one.status,
                    one.score,
                    [(part.name, part.verdict) for part in one.questions],
                )
                for one in results(graded)
            }
        )
    assert verdicts[0] == verdicts[1]
