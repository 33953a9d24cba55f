"""What starts, forks and ends candidates, behind walls of every kind."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from candidates import MEMORY, answer, processes_with, run, soon
from matplotlib.font_manager import _JSONEncoder, fontManager

from autograder.candidate.messages import Run
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import CandidateDied
from autograder.sandbox.choice import choose
from autograder.sandbox.namespaces import Namespaces
from autograder.sandbox.off import Off
from autograder.sandbox.zygote import Zygote, ZygoteError


def test_a_zygote_takes_this_users_list_of_fonts_and_makes_none(
    requires: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requires("namespaces")
    fonts = json.loads(json.dumps(fontManager, cls=_JSONEncoder))
    fonts["ttflist"][0]["name"] = "Known by its name"
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib" / f"fontlist-v{fontManager.__version__}.json").write_text(json.dumps(fonts))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    zygote = Zygote(choose("namespaces"), Equipment("numpy"))
    source = "import matplotlib.font_manager as m\ndef answer(): return m.fontManager.ttflist[0].name"
    assert answer(zygote, source) == "Known by its name"
    zygote.close()


class Broken(Off):
    """A wall that does not come up."""

    def command(self, equipment: Equipment, control: int) -> list[str]:
        return ["sh", "-c", "echo first >&2; echo 'the wall fell over' >&2; exit 1"]


def test_a_zygote_that_does_not_start_says_its_last_words() -> None:
    with pytest.raises(ZygoteError, match=r"could not start, or died. Its last words: the wall fell over"):
        Zygote(Broken(), Equipment("numpy"))


def test_data_that_are_not_there_are_told(requires: Callable[[str], str], tmp_path: Path) -> None:
    requires("bubblewrap")
    with pytest.raises(ZygoteError, match=r"last words: bwrap: Can't find source path .*missing"):
        Zygote(Namespaces(), Equipment("numpy", str(tmp_path / "missing")))


def test_a_zygote_that_died_says_so() -> None:
    zygote = Zygote(choose("off"), Equipment("numpy"))
    zygote._launch._process.kill()
    zygote._launch._process.wait()
    with pytest.raises(ZygoteError, match="the sandbox has died"):
        zygote.fork(MEMORY)
    zygote.close()


def test_fifty_candidates_leave_nothing_open(any_zygote: Zygote) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def candidates() -> list[str]:
        session = run(any_zygote, "import os\ndef answer(): return os.listdir('/proc/self/fd')")
        seen: list[str] = Link(session).name("answer")()
        session.close()
        return seen

    first, before = candidates(), count()
    for _ in range(50):
        any_zygote.fork(MEMORY).end()
    assert count() == before
    assert candidates() == first  # nor does the zygote hand on what it should have closed


def test_a_candidates_end_tells_how_it_ended(any_zygote: Zygote) -> None:
    session = run(any_zygote, "import os\nballast = bytearray(64 * 2**20)\ndef answer(): os._exit(7)")
    with pytest.raises(CandidateDied, match="exit status 7"):
        Link(session).name("answer")()
    ended = session._process.end()
    assert (ended.status, ended.was_killed) == (7, False)
    assert ended.peak_memory > 64 * 2**20
    busy = any_zygote.fork(MEMORY)
    busy.channel.send(Run("while True: pass", 0), [])
    killed = busy.end()
    assert (killed.status, killed.was_killed) == (-9, True)


def test_candidates_ordered_ahead_are_told_apart_and_other_orders_go_between(any_zygote: Zygote) -> None:
    forks = [any_zygote.fork_ahead(MEMORY) for _ in range(3)]
    time.sleep(0.5)  # all are answered before the first is read
    running = run(any_zygote, "value = 7")
    assert running._process.memory() >= 0
    candidates = [fork.candidate() for fork in forks]
    assert len({candidate._pid for candidate in [*candidates, running._process]}) == 4
    candidates[1].end()
    assert [candidate.channel.is_cut() for candidate in (candidates[0], candidates[2])] == [False, False]
    assert Link(running).name("value") == 7
    for process in (candidates[0], candidates[2], running._process):
        process.end()


@pytest.mark.parametrize("kind", ["namespaces", "docker", "off"])
def test_a_zygotes_candidates_end_with_it(requires: Callable[[str], str], kind: str) -> None:
    requires(kind)
    zygote = Zygote(choose(kind), Equipment("numpy"))
    marker = f"orphan{os.getpid()}{kind}"
    child = f"[sys.executable, '-c', 'import time; time.sleep(600)  # {marker}']"
    session = run(zygote, f"import subprocess, sys\nchild = subprocess.Popen({child})")
    assert soon(lambda: processes_with(marker))
    zygote.close()
    session._channel.sock.settimeout(10)
    assert session._channel.sock.recv(1) == b""  # the candidate is gone
    session._channel.close()
    if kind != "off":  # without walls, what a student's code started may stay
        assert soon(lambda: not processes_with(marker))
    else:
        for pid in processes_with(marker):
            os.kill(int(pid), signal.SIGKILL)


def test_what_a_candidate_started_ends_with_it(walled: Zygote) -> None:
    """A daemon, forked twice and in a session of its own, is gone with the candidate."""
    marker = f"daemon{os.getpid()}"
    fork = "os.fork() and os._exit(0)"
    daemon = f"import os, time; {fork}; os.setsid(); {fork}; time.sleep(600) # {marker}"
    session = run(walled, f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {daemon!r}])")
    assert soon(lambda: processes_with(marker))
    session.close()
    assert soon(lambda: not processes_with(marker))


def test_a_candidate_inherits_nothing_of_another_that_still_lives(zygote: Zygote) -> None:
    source = (
        "import os\n"
        "def kind(descriptor):\n"
        "    try: return os.readlink('/proc/self/fd/' + descriptor).partition(':')[0]\n"
        "    except OSError: return 'of the list itself'\n"
        "def answer(): return sorted(map(kind, os.listdir('/proc/self/fd')))"
    )
    first = run(zygote, source)
    second = run(zygote, source)
    assert Link(first).name("answer")() == Link(second).name("answer")()
    first.close()
    second.close()
