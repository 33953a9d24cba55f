"""Candidates behind any walls that run a cell, and what is left of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import Session
from autograder.sandbox.zygote import Zygote

MEMORY = 2**30
Ask = Callable[[str], Any]


def run(zygote: Zygote, source: str) -> Session:
    """A candidate that has run ``source`` as a cell."""
    session = Session(zygote.fork(MEMORY))
    session.start_budget(60)
    ran = session.run(source, seed=0)
    if ran.raised:
        session.close()
    assert ran.raised is None, ran
    return session


def answer(zygote: Zygote, source: str) -> Any:
    """What the function ``answer``, which ``source`` defines, gives in a candidate of its own."""
    session = run(zygote, source)
    answer = Link(session).name("answer")()
    session.close()
    return answer


def processes_with(marker: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def soon(holds: Callable[[], Any], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := bool(holds())) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held  # asked once more, it might be otherwise by now
