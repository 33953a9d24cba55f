"""What CUDA needs behind the walls is there for candidates on GPUs, and nothing more; tried without a GPU.

Without any of these, cuInit is reported to end with error 304 (drivers from 570 on, Landlock, seccomp and
bubblewrap; the reports are named in docs/security.md).
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.docker.docker import Docker
from autograder.sandbox.zygote import Zygote

Attempt = Callable[[str], int]
NAME_A_THREAD = """
    libc, waiting = ctypes.CDLL(None), threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    libc.pthread_setname_np.argtypes = [ctypes.c_ulong, ctypes.c_char_p]
    error = libc.pthread_setname_np(thread.ident, b"cuda")
    waiting.set()
    thread.join()
    return error
"""
MAKE_A_FILE_IN_MEMORY = "    os.close(os.memfd_create('nvidia_drv'))"
READ_THE_SYSTEM = "    os.listdir('/sys/devices/system/cpu'), os.listdir('/proc/driver')"
NEEDED = [NAME_A_THREAD, MAKE_A_FILE_IN_MEMORY, READ_THE_SYSTEM]


@pytest.fixture(scope="module", params=["namespaces", "docker"])
def sandbox(request: pytest.FixtureRequest, requires: Callable[[str], str]) -> str:
    requires(request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def on_gpu(sandbox: str) -> Iterator[Attempt]:
    """Docker's engine itself is not asked for the GPU, which would have to be there."""
    whole = Docker.command
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Docker,
            "command",
            lambda *given: [word for word in whole(*given) if not word.startswith("--gpus")],
        )
        yield from _attempts(sandbox, Equipment("numpy", gpus="0"))


@pytest.fixture(scope="module")
def on_cpu(sandbox: str) -> Iterator[Attempt]:
    yield from _attempts(sandbox, Equipment("numpy"))


def _attempts(sandbox: str, equipment: Equipment) -> Iterator[Attempt]:
    """What runs the body of a function in a candidate, and gives the number of the error, or 0."""

    def attempt(body: str) -> int:
        source = (
            f"import ctypes, os, threading\ndef attempt():\n{body}\n"
            "def answer():\n"
            "    try: return attempt() or 0\n"
            "    except OSError as error: return error.errno\n"
        )
        with closing(Session(zygote.fork(2**30))) as session:
            session.start_budget(60)
            ran = session.run(source, seed=0)
            assert ran.raised is None, ran
            found: Any = Link(session).name("answer")()
            return int(found)

    with closing(Zygote(choose(sandbox), equipment)) as zygote:
        yield attempt


@pytest.mark.parametrize("body", NEEDED)
def test_a_candidate_on_a_gpu_may_do_what_cuda_does(on_gpu: Attempt, body: str) -> None:
    assert on_gpu(body) == 0


@pytest.mark.parametrize("body", NEEDED)
def test_a_candidate_on_the_cpu_may_not(on_cpu: Attempt, body: str) -> None:
    assert on_cpu(body) in (errno.EACCES, errno.EPERM, errno.ENOENT)


@pytest.mark.parametrize(
    "body",
    [
        "    open(f'/proc/{os.getppid()}/comm', 'r+')",
        "    open('/proc/self/oom_score_adj', 'r+')",
        "    open('/proc/sys/kernel/hostname', 'r+')",
        "    open('/sys/kernel/mm/ksm/run', 'r+')",
        "    os.mkdir('/sys/fs/cgroup/planted')",
    ],
)
def test_on_a_gpu_nothing_else_of_the_system_can_be_written_to(on_gpu: Attempt, body: str) -> None:
    assert on_gpu(body) in (errno.EACCES, errno.EPERM, errno.ENOENT, errno.EROFS)
