"""On a grader without a GPU a notebook that was written for one is graded all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.candidate.messages import Ran
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

START = "import torch\nfrom torch import nn"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote(choose("off"), Equipment("torch"))
    yield zygote
    zygote.close()


def run(zygote: Zygote, *cells: str) -> Ran:
    """What comes of the last cell, run after the others in a new candidate."""
    session = Session(zygote.fork(4 << 30))
    try:
        session.start_budget(60)
        for cell in (START, *cells):
            ran = session.run(cell, seed=1)
        return ran
    finally:
        session.close()


@pytest.mark.parametrize(
    "cell",
    [
        "layer = nn.Linear(3, 2).cuda()\nassert layer(torch.ones(4, 3).cuda()).shape == (4, 2)",
        "layer = nn.Linear(3, 2).to('cuda')\nlayer(torch.ones(4, 3, device='cuda')).sum().backward()",
        "device = torch.device('cuda:0')\nassert nn.GRU(3, 2, device=device)(torch.zeros(1, 3).to(device))",
        "x = torch.arange(4, device=0, dtype=torch.float32)\nassert (x.to(0) == x.to('cpu')).all()  # cuda",
        "torch.set_default_device('cuda')\nassert torch.ones(3).sum() == 3",
        "assert torch.ones(3).pin_memory().cuda(non_blocking=True).sum() == 3\ntorch.cuda.synchronize()",
        "w = torch.ones(3, device='cuda', requires_grad=True)\nw.sum().backward()\nassert w.grad[0] == 1",
        "assert torch.tensor([1, 2]).to(device='cuda', dtype=torch.int32).dtype == torch.int32",
        "x = torch.ones(2, 3)\nassert x.new_zeros(4, device='cuda').to(x).dtype == x.dtype",
    ],
)
def test_cuda_means_the_cpu(zygote: Zygote, cell: str) -> None:
    assert run(zygote, cell) == Ran(None, "", called_exit=False, used_cuda=True)


def test_a_function_that_names_cuda_works_when_it_is_called_later(zygote: Zygote) -> None:
    assert run(zygote, "def twice(x):\n    return x.cuda() * 2", "print(twice(torch.ones(2)).sum())") == Ran(
        None, "tensor(4.)\n", called_exit=False, used_cuda=True
    )


@pytest.mark.parametrize(
    "cell",
    [
        "device = 'cuda' if torch.cuda.is_available() else 'cpu'\nlayer = nn.Linear(3, 2).to(device)",
        "assert torch.ones(2).to(torch.device('cpu')).sum() == 2  # not on cuda",
        "assert torch.full((2,), 3, device='cpu').sum() == 6, 'cuda'",
    ],
)
def test_what_asks_for_the_cpu_is_not_told_of(zygote: Zygote, cell: str) -> None:
    assert run(zygote, cell) == Ran(None, "", called_exit=False, used_cuda=False)


def test_the_numbers_are_those_of_the_cpu(zygote: Zygote) -> None:
    train = """
net = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 1)).to({device!r})
step = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(20):
    x = torch.randn(16, 5, device={device!r})
    loss = ((net(x) - x.sum(1, keepdim=True)) ** 2).mean()
    step.zero_grad(), loss.backward(), step.step()
print(loss.item())
"""
    plain, named = (run(zygote, train.format(device=device)) for device in ("cpu", "cuda"))
    assert plain.output == named.output != ""
    assert (plain.used_cuda, named.used_cuda) == (False, True)


def test_what_only_a_gpu_has_raises_still(zygote: Zygote) -> None:
    raised = run(zygote, "torch.cuda.get_device_properties(0)").raised
    assert raised is not None
    assert "CUDA" in raised.message
