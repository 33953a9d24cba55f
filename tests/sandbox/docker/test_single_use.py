"""A container for each candidate."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.docker.single_use import SingleUse, open_zygote

SOURCE = (
    "import os\nplace = os.uname().nodename, os.listdir('/dev/shm')\nopen('/dev/shm/mine', 'w').write('x')"
)


def test_each_candidate_has_a_container_that_nobody_used_before(requires: Callable[[str], str]) -> None:
    requires("docker")
    sandbox = choose("single-use")
    assert (sandbox.name, sandbox.layers[-1]) == ("docker", "own container per submission")
    with (
        contextlib.closing(open_zygote(sandbox, Equipment("numpy"))) as zygote,
        contextlib.ExitStack() as opened,
    ):
        assert isinstance(zygote, SingleUse)
        forks = [zygote.fork_ahead(2**30) for _ in range(3)]
        places = []
        for fork in forks:
            session = opened.enter_context(contextlib.closing(Session(fork.candidate())))
            assert session.run(SOURCE, 0).raised is None
            places.append(Link(session).name("place"))
        assert len({container for container, _ in places}) == 3
        assert [shared for _, shared in places] == [[], [], []]
