"""The walls of a container, each tried from inside; and what stays of a container, which is nothing."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.docker import image
from autograder.sandbox.docker.docker import Docker
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.zygote import Zygote, ZygoteError

MEMORY = 2**30
Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def zygote(requires: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """In a container, with a folder of what students get."""
    requires("docker")
    given = tmp_path_factory.mktemp("given")
    given.chmod(0o755)
    (given / "points.csv").write_text("1, 2")
    zygote = Zygote(choose("docker"), Equipment("numpy", str(given)))
    yield zygote
    zygote.close()


@pytest.fixture
def start(zygote: Zygote) -> Iterator[Callable[[str], Session]]:
    """A candidate that has run a cell."""
    sessions: list[Session] = []

    def start(source: str) -> Session:
        session = Session(zygote.fork(MEMORY))
        sessions.append(session)
        session.start_budget(60)
        ran = session.run(source, seed=0)
        assert ran.raised is None, ran
        return session

    yield start
    for session in sessions:
        session.close()


@pytest.fixture
def ask(start: Callable[[str], Session]) -> Ask:
    """What the function ``answer``, which the given source defines, gives in a candidate of its own."""
    return lambda source: Link(start(source)).name("answer")()


def container(zygote: Zygote) -> str:
    """The name of the container that the zygote runs in."""
    [name] = [word for word in zygote._launch._process.args if word.startswith("--name=")]
    return name.removeprefix("--name=")


def containers() -> list[str]:
    listed = subprocess.run(
        ["docker", "ps", "--all", "--format", "{{.Names}}"], capture_output=True, text=True, check=True
    )
    return listed.stdout.split()


def test_a_candidate_has_no_privileges_and_cannot_get_any(ask: Ask) -> None:
    status = ask(
        "def answer(): return dict(l.split(':\\t', 1) for l in open('/proc/self/status') if ':\\t' in l)"
    )
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[capabilities], 16) == 0
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == "2"
    assert "0" not in status["Uid"].split()
    assert "0" not in status["Gid"].split()


def test_only_its_own_folder_and_shared_memory_can_be_written_to(ask: Ask) -> None:
    """Tried in every folder that can be seen and some that cannot."""
    writable, here = ask(
        "import os\n"
        "def answer():\n"
        "    tops = ['/usr', '/opt', '/etc', '/bin', '/dev', '/proc/self', '/tmp', '/', '/run/autograder']\n"
        "    found = []\n"
        "    for top in [*tops, os.getcwd(), 'data']:\n"
        "        for folder, _, _ in [(top, 0, 0), *os.walk(top)]:\n"
        "            try: os.close(os.open(folder + '/planted.py', os.O_CREAT | os.O_EXCL))\n"
        "            except OSError: continue\n"
        "            found.append(folder)\n"
        "    return sorted(found), os.getcwd()"
    )
    assert writable == sorted(["/dev/shm", here])


def test_a_candidate_sees_nothing_of_another_that_runs_beside_it(
    start: Callable[[str], Session], ask: Ask
) -> None:
    other = start(
        "import os, pathlib\npathlib.Path('mine').write_text('x')\nplace = os.getpid(), os.getcwd()"
    )
    pid, folder = Link(other).name("place")
    errors = ask(
        "import os, resource, signal\n"
        "def attempt(action, *arguments):\n"
        "    try: action(*arguments)\n"
        "    except OSError as error: return error.errno\n"
        "    return 0\n"
        "def answer():\n"
        f"    files = ['{folder}/mine', '/proc/{pid}/cmdline', '/proc/{pid}/mem', '/proc/1/environ']\n"
        "    tried = [attempt(open, file, 'rb') for file in files]\n"
        f"    for pid in (1, {pid}):\n"
        "        tried += [attempt(os.kill, pid, number) for number in (signal.SIGSTOP, signal.SIGKILL)]\n"
        "        tried += [attempt(resource.prlimit, pid, resource.RLIMIT_NOFILE, (0, 0))]\n"
        "    return [*tried, attempt(os.listdir, '/tmp'), attempt(os.listdir, '/proc')]"
    )
    assert set(errors) <= {errno.EACCES, errno.EPERM}
    assert Link(other).name("place") == (pid, folder)


def test_the_next_candidate_finds_nothing_of_the_last_one(
    zygote: Zygote, start: Callable[[str], Session]
) -> None:
    source = (
        "import os\n"
        "before = sorted(os.listdir()), os.listdir('/dev/shm')\n"
        "for folder in ('.', '/dev/shm'):\n"
        "    os.mkdir(folder + '/closed')\n"
        "    open(folder + '/closed/mine', 'w').write('x')\n"
        "    os.chmod(folder + '/closed', 0)\n"
        "place = os.getcwd()"
    )
    first = start(source)
    folder = Link(first).name("place")
    assert Link(first).name("before") == (["points.csv"], [])
    first.close()
    assert Link(start(source)).name("before") == (["points.csv"], [])
    ls = subprocess.run(
        ["docker", "exec", container(zygote), "ls", "/tmp"], capture_output=True, text=True, check=True
    )
    assert Path(folder).name not in ls.stdout.split()


def test_what_is_written_by_default_goes_where_it_may(ask: Ask) -> None:
    home, temporary, here = ask(
        "import os, pathlib, tempfile\n"
        "def answer(): return str(pathlib.Path.home()), tempfile.mkdtemp(), os.getcwd()"
    )
    assert home == here
    assert Path(temporary).parent == Path(here).parent


def test_what_a_candidate_starts_is_counted_and_ends_with_it(start: Callable[[str], Session]) -> None:
    daemon = "import time; ballast = bytearray(300 * 2**20); open('up', 'w'); time.sleep(600)"
    session = start(
        "import os, subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', {daemon!r}], start_new_session=True)\n"
        "while not os.path.exists('up'): time.sleep(0.01)"
    )
    assert session._process.memory() > 200 * 2**20  # less what an unrelated process seems to share
    session.close()
    following = start("")
    assert following._process.memory() < 100 * 2**20


def test_nothing_stays_of_a_container(requires: Callable[[str], str]) -> None:
    requires("docker")
    zygote = Zygote(choose("docker"), Equipment("numpy"))
    assert containers().count(container(zygote)) == 1
    zygote.close()
    assert container(zygote) not in containers()


def test_a_container_that_cannot_start_says_why(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    requires("docker")
    monkeypatch.setattr(image, "name", lambda device: "no-such-image:at-all")
    with pytest.raises(ZygoteError, match="no-such-image"):
        Zygote(Docker(), Equipment("numpy"))


def test_data_that_candidates_cannot_read_are_told(requires: Callable[[str], str], tmp_path: Path) -> None:
    requires("docker")
    tmp_path.chmod(0o700)
    with pytest.raises(SandboxError, match=r"Student code cannot read .*chmod -R a\+rX"):
        Zygote(choose("docker"), Equipment("numpy", str(tmp_path)))
