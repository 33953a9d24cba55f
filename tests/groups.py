"""Which tests `make test` gives to one process together, and with which it begins."""

from __future__ import annotations

import re
from typing import Any

from xdist.scheduler import LoadScopeScheduling

WALLS = ("namespaces", "docker", "off")
# Their tests share nothing that is dear, and many are long: each may run in another process.
ALONE = (
    "tests/test_assignments.py",
    "tests/candidate/test_constructs.py",
    "tests/cli/",
    "tests/proofs/test_",
)
LONGEST = (  # groups, by how their names begin
    *("tests/test_assignments", "tests/redteam/test_redteam.py-", "tests/candidate/keras/"),
    *(
        "tests/candidate/test_constructs",
        "tests/engine/ray/",
        "tests/proofs/",
        "tests/redteam/",
        "tests/cli/",
    ),
    *("tests/examiner/", "tests/engine/", "tests/sandbox/"),
)


class Groups(LoadScopeScheduling):
    """A module is a group, or the part of it that is behind walls of one kind: it makes its fixtures once."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the tests come in the order of `turn`

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    module, _, name = nodeid.partition("::")
    if module.startswith(ALONE):
        return nodeid
    words = re.split(r"[-\[\]]", name)
    return "-".join([module, *(walls for walls in WALLS if walls in words)])


def turn(nodeid: str) -> int:
    """Long groups first, so that at the end no process waits for another."""
    return next(
        (number for number, begin in enumerate(LONGEST) if group(nodeid).startswith(begin)), len(LONGEST)
    )
