"""Where there are no walls."""

from __future__ import annotations

import time
from pathlib import Path

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote


def test_without_walls_too_nothing_outlives_its_submission(tmp_path: Path) -> None:
    """A daemon, forked twice and with a session of its own, stops writing when its candidate is ended."""
    pulse = tmp_path / "pulse"
    source = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        while True:\n"
        f"            open({str(pulse)!r}, 'a').write('x')\n"
        "            time.sleep(0.01)\n"
        "    os._exit(0)\n"
        f"while not os.path.exists({str(pulse)!r}): time.sleep(0.01)"
    )
    zygote = Zygote(choose("off"), Equipment("numpy"))
    try:
        session = Session(zygote.fork(2**30))
        assert session.run(source, 0).raised is None
        session.close()
        size = pulse.stat().st_size
        time.sleep(0.3)
        assert pulse.stat().st_size == size
        following = Session(zygote.fork(2**30))
        assert following.run("x = 1", 0).raised is None  # the zygote goes on
        following.close()
    finally:
        zygote.close()
