"""No walls: for authors who run their own code. The rules of the wire still apply."""

from __future__ import annotations

import os
from functools import partial
from typing import IO

from autograder.candidate.zygote.equipment import Equipment
from autograder.candidate.zygote.versions import versions
from autograder.sandbox.launch import Launch, launch
from autograder.sandbox.zygote_program import PACKAGE, zygote_command, zygote_environment


class Off:
    """A zygote as an ordinary child process, with a clean environment."""

    name = "off"
    single_use = False
    needs_groups = False
    layers: list[str] = []  # noqa: RUF012

    def start(self, equipment: Equipment, log: IO[bytes]) -> Launch:
        return launch(partial(self.command, equipment), self.environment(equipment.runtime), log)

    def versions(self) -> dict[str, str]:
        return versions()

    def command(self, equipment: Equipment, control: int) -> list[str]:
        return zygote_command(equipment, control)

    def environment(self, runtime: str) -> dict[str, str]:
        home, user = os.environ.get("HOME", "/tmp"), os.environ.get("USER", "student")
        return zygote_environment(runtime, str(PACKAGE.parent), home, user)
