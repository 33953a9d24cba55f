"""The walls around a candidate, each tried from inside; and what starts and ends processes behind them."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from matplotlib.font_manager import _JSONEncoder, fontManager

from autograder.candidate.messages import Run
from autograder.candidate.walls.namespaces import ROOTS_CANDIDATES, SHOWN, WATCHERS
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import CandidateDied, OverMemory, Session
from autograder.sandbox.choice import choose
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.folders import SYSTEM_FOLDERS, python_folders
from autograder.sandbox.namespaces import Namespaces
from autograder.sandbox.off import Off
from autograder.sandbox.probe import OWN_USER
from autograder.sandbox.zygote import Zygote, ZygoteError

MEMORY = 2**30
KEY_CALLS = {"x86_64": (248, 250), "aarch64": (217, 219)}  # add_key, keyctl
Ask = Callable[[str], Any]


@pytest.fixture(scope="module", params=["namespaces", "docker", "off"])
def any_zygote(request: pytest.FixtureRequest, requires: Callable[[str], str]) -> Iterator[Zygote]:
    requires(request.param)
    zygote = Zygote(choose(request.param), Equipment("numpy"))
    yield zygote
    zygote.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder that students get."""
    given = tmp_path_factory.mktemp('gi,ven "quoted"')
    given.chmod(0o755)  # pytest's are its user's own
    (given / "data").mkdir()
    (given / "data" / "points.txt").write_text("1 2 3")
    (given / "data" / "large.txt").write_text("x" * 2**17)
    return str(given)


@pytest.fixture(scope="module")
def zygote(requires: Callable[[str], str], data: str) -> Iterator[Zygote]:
    """Behind the strongest walls."""
    requires("namespaces")
    zygote = Zygote(choose("namespaces"), Equipment("numpy", data))
    yield zygote
    zygote.close()


@pytest.fixture(scope="module", params=["namespaces", "docker"])
def walled(request: pytest.FixtureRequest, requires: Callable[[str], str], data: str) -> Iterator[Zygote]:
    """Behind any walls."""
    requires(request.param)
    zygote = Zygote(choose(request.param), Equipment("numpy", data))
    yield zygote
    zygote.close()


def run(zygote: Zygote, source: str) -> Session:
    """A candidate that has run ``source`` as a cell."""
    session = Session(zygote.fork(MEMORY))
    session.start_budget(60)
    ran = session.run(source, seed=0)
    if ran.raised:
        session.close()
    assert ran.raised is None, ran
    return session


@pytest.fixture
def ask(zygote: Zygote) -> Ask:
    return partial(answer, zygote)


@pytest.fixture
def ask_each(walled: Zygote) -> Ask:
    return partial(answer, walled)


def answer(zygote: Zygote, source: str) -> Any:
    """What the function ``answer``, which ``source`` defines, gives in a candidate of its own."""
    session = run(zygote, source)
    answer = Link(session).name("answer")()
    session.close()
    return answer


def test_the_bound_python_folders_are_those_of_this_python_and_none_twice() -> None:
    folders = [*map(Path, (*SYSTEM_FOLDERS, *python_folders()))]
    for needed in (sys.prefix, sys.base_prefix, sysconfig.get_path("purelib")):
        assert any(Path(needed).is_relative_to(folder) for folder in folders)
    chosen = [*map(Path, python_folders())]
    assert not [a for a in chosen for b in folders if a != b and a.is_relative_to(b)]


# --- the zygote ---


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
    births = [any_zygote.fork_ahead(MEMORY) for _ in range(3)]
    time.sleep(0.5)  # all are answered before the first is read
    running = run(any_zygote, "value = 7")
    assert running._process.memory() >= 0
    candidates = [birth.candidate() for birth in births]
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


# --- from inside ---


def test_a_candidate_has_no_privileges_and_cannot_get_any(ask: Ask) -> None:
    status = ask(
        "def answer(): return dict(l.split(':\\t', 1) for l in open('/proc/self/status') if ':\\t' in l)"
    )
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[capabilities], 16) == 0
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Uid"].split() == ["1000"] * 4
    assert status["Gid"].split() == ["1000"] * 4
    assert status["Groups"].strip() in ("", "65534")


def test_a_candidate_is_alone(ask: Ask) -> None:
    seen = ask(
        "import os\n"
        "def answer(): return os.getpid(), os.getppid(), [n for n in os.listdir('/proc') if n.isdigit()]"
    )
    assert seen == (1, 0, ["1"])


def test_a_candidate_has_no_network(ask_each: Ask) -> None:
    """Neither TCP, which Landlock refuses, nor UDP, which finds no way out."""
    errors = ask_each(
        "import socket\n"
        "def attempt(kind, address):\n"
        "    with socket.socket(type=kind) as client:\n"
        "        try: client.connect((address, 53)); client.send(b'x')\n"
        "        except OSError as e: return e.errno\n"
        "    return 0\n"
        "def answer():\n"
        "    return [attempt(kind, '192.0.2.1') for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)]"
    )
    assert set(errors) <= {errno.ENETUNREACH, errno.EACCES}


# Where this Python lies below /tmp, the folders above it are made anew in each candidate's own /tmp.
OF_THIS_CHECKOUT = {
    str(parent)
    for folder in python_folders()
    for parent in Path(folder).parents
    if parent != Path("/tmp") and parent.is_relative_to("/tmp")
}


def test_only_tmp_and_shared_memory_can_be_written_to(ask: Ask) -> None:
    """Tried in every folder there is: a module left in one would be the next one's, or the reference's."""
    writable = ask(
        "import os\n"
        "def answer():\n"
        "    found = []\n"
        "    for folder, folders, _ in os.walk('/'):\n"
        "        folders[:] = [name for name in folders if folder != '/' or name != 'proc']\n"
        "        try: os.close(os.open(folder + '/planted.py', os.O_CREAT | os.O_EXCL))\n"
        "        except OSError: continue\n"
        "        found.append(folder)\n"
        "    return sorted(found)"
    )
    assert set(writable) - OF_THIS_CHECKOUT == {"/dev/shm", "/tmp", "/tmp/work", "/tmp/work/data"}


@pytest.mark.parametrize(
    "folder",
    ["/", "/dev", "/opt/autograder", "/usr/bin", "/given", "/given/data", str(Path(os.__file__).parent)],
)
def test_no_file_can_be_made_where_the_next_candidate_would_find_it(ask: Ask, folder: str) -> None:
    error = ask(
        "def answer():\n"
        f"    try: open({folder!r} + '/planted', 'w')\n"
        "    except OSError as error: return error.strerror\n"
    )
    assert error in ("Read-only file system", "Permission denied")


def test_the_next_candidate_finds_nothing_of_the_last_one(ask: Ask) -> None:
    source = (
        "import os\n"
        "def answer():\n"
        "    here = sorted(os.listdir()), os.listdir('/dev/shm'), sorted(os.listdir('/tmp'))\n"
        "    for folder in ('.', '/dev/shm', '/tmp'): open(folder + '/mine', 'w').write('x')\n"
        "    return (os.getcwd(), *here)"
    )
    in_tmp = sorted({"work", *(Path(folder).parts[2] for folder in OF_THIS_CHECKOUT)})
    assert ask(source) == ("/tmp/work", ["data"], [], in_tmp)
    assert ask(source) == ("/tmp/work", ["data"], [], in_tmp)


def test_given_files_can_be_read_and_changed_for_nobody_else(ask_each: Ask) -> None:
    source = "def answer(): return open('data/points.txt').read(), len(open('data/large.txt').read())"
    assert ask_each(source) == ("1 2 3", 2**17)
    ask_each("open('data/points.txt', 'w'); open('data/mine.txt', 'w')\ndef answer(): pass")
    with pytest.raises(AssertionError, match=r"Read-only|Permission denied"):
        ask_each("open('data/large.txt', 'w')")
    assert ask_each(source) == ("1 2 3", 2**17)
    assert ask_each("import os\ndef answer(): return sorted(os.listdir('data'))") == [
        "large.txt",
        "points.txt",
    ]


def test_the_environment_is_only_what_we_say(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = ask("import os\ndef answer(): return dict(os.environ)")
    assert set(environment) <= {*Namespaces().environment("numpy"), "PWD", "JPY_PARENT_PID"}


def test_what_a_candidate_started_ends_with_it(walled: Zygote) -> None:
    """A daemon, forked twice and in a session of its own, is gone with the candidate."""
    marker = f"daemon{os.getpid()}"
    fork = "os.fork() and os._exit(0)"
    daemon = f"import os, time; {fork}; os.setsid(); {fork}; time.sleep(600) # {marker}"
    session = run(walled, f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {daemon!r}])")
    assert soon(lambda: processes_with(marker))
    session.close()
    assert soon(lambda: not processes_with(marker))


def test_a_candidate_gets_no_more_memory_than_its_budget(ask_each: Ask) -> None:
    source = "def answer():\n    try: return len(bytearray({size}))\n    except MemoryError: return 'refused'"
    assert ask_each(source.format(size=MEMORY // 2)) == MEMORY // 2
    assert ask_each(source.format(size=2 * MEMORY)) == "refused"


def test_shared_memory_is_as_large_as_the_budget_and_counts_though_no_process_maps_it(zygote: Zygote) -> None:
    session = run(
        zygote,
        "import os\ndef answer():\n    now = os.statvfs('/dev/shm')\n    return now.f_blocks * now.f_frsize",
    )
    assert Link(session).name("answer")() == MEMORY
    before = session._process.memory()
    session.run("open('/dev/shm/unmapped', 'wb').write(bytes(2**27))", 0)
    assert session._process.memory() - before > 2**27 - 2**24
    session.start_budget(60, 2**26)
    with pytest.raises(OverMemory, match="MiB of memory with all that it started"):
        session.run("import time\ntime.sleep(30)", 0)


HOARD = (
    "import mmap, os, time\n"
    "def hoard():\n"
    "    kept = [mmap.mmap(-1, 2**26) for _ in range(32)]\n"
    "def leave_hoarders():\n"
    "    for _ in range(4):\n"
    "        if os.fork() == 0:\n"
    "            kept = bytearray(b'x') * (400 * 2**20)\n"
    "            time.sleep(20)\n"
    "            os._exit(0)\n"
)


def test_memory_is_watched_also_while_nobody_asks(zygote: Zygote) -> None:
    session = run(zygote, HOARD)
    session.start_budget(60, MEMORY)
    session.run("leave_hoarders()", 0)
    deadline = time.monotonic() + 20
    while not session._channel.is_cut() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(OverMemory, match="its budget is 1024 MiB"):
        session.run("pass", 0)


IN_SOCKETS = """
import socket, time
kept, block = [], bytes(2**20)
for _ in range(450):
    sender, receiver = socket.socketpair()
    sender.setblocking(False)
    try:
        while True: sender.send(block)
    except BlockingIOError: sender.close()
    kept.append(receiver)
time.sleep(20)
"""
IN_TABLES = """
import mmap
kept = []
while True:
    kept.append(mmap.mmap(-1, 2**37, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, mmap.PROT_READ))
    kept[-1].madvise(mmap.MADV_NOHUGEPAGE)
    kept[-1][:: 2**21]
"""


@pytest.mark.parametrize("source", [IN_SOCKETS, IN_TABLES])
def test_memory_that_is_in_no_page_of_a_process_counts(zygote: Zygote, source: str) -> None:
    session = run(zygote, "value = 7")
    session.start_budget(60, 2**26)
    with pytest.raises(OverMemory, match="its budget is 64 MiB"):
        session.run(source, 0)


def test_the_memory_of_one_is_not_taken_for_that_of_another(walled: Zygote) -> None:
    session, neighbour = run(walled, HOARD), run(walled, "value = 7")
    for each in (neighbour, session):
        each.start_budget(60, MEMORY // 2)
    with pytest.raises(OverMemory):
        session.run("leave_hoarders()\ntime.sleep(20)", 0)
    assert Link(neighbour).name("value") == 7
    neighbour.close()


def test_shared_memory_without_a_name_is_limited_and_counted(ask_each: Ask, walled: Zygote) -> None:
    assert ask_each(
        "import mmap\n"
        "shared = mmap.mmap(-1, 2**20)\n"
        "def answer():\n"
        "    shared[9] = 1\n"
        "    return shared[9], len(shared)"
    ) == (1, 2**20)
    session = run(walled, HOARD)
    session.start_budget(60, MEMORY)
    try:  # which comes first, the end of the room or the watch, is a matter of chance
        ran = session.run("hoard()", 0)
    except OverMemory:
        return
    assert ran.raised is not None
    assert "Cannot allocate memory" in ran.raised.message
    session.close()


def test_each_candidate_is_a_user_of_its_own(zygote: Zygote) -> None:
    if OWN_USER not in Namespaces().layers:
        pytest.skip("only root, and who was lent others, can give its candidates users of their own")
    marker = f"owner{os.getpid()}"
    source = f"import subprocess\nchild = subprocess.Popen(['sh', '-c', 'sleep 60; # {marker}'])"
    sessions = [run(zygote, source) for _ in range(2)]

    def owners() -> set[int]:
        return {Path("/proc", name).stat().st_uid for name in processes_with(marker)} - {os.getuid()}

    assert soon(lambda: len(owners()) == 2)
    assert os.getuid() != 0 or all(owner in ROOTS_CANDIDATES for owner in owners())
    for session in sessions:
        session.close()


def test_room_in_pipes_that_the_kernel_gives_each_user_is_each_candidates_own(zygote: Zygote) -> None:
    if OWN_USER not in Namespaces().layers:
        pytest.skip("only root, and who was lent others, can give its candidates users of their own")
    source = (
        "import fcntl, os\n"
        "pipes = []\n"
        "def room():\n"
        "    pipes.append(os.pipe())\n"
        "    return fcntl.fcntl(pipes[-1][0], fcntl.F_GETPIPE_SZ)\n"
        "def hoard():\n"
        "    try:\n"
        "        while len(pipes) < 200:\n"
        "            room()\n"
        "            fcntl.fcntl(pipes[-1][0], fcntl.F_SETPIPE_SZ, 2**20)\n"
        "    except OSError:\n"
        "        pass\n"
        "    return min(room() for _ in range(100))\n"
    )
    one, other = run(zygote, source), run(zygote, source)
    usual = Link(other).name("room")()
    assert Link(one).name("hoard")() < usual
    assert Link(other).name("room")() == usual
    one.close()
    other.close()


def test_a_folder_that_other_users_cannot_read_is_seen_by_nobody_else(
    requires: Callable[[str], str], tmp_path: Path
) -> None:
    """A grader that is root says so, another one then has no candidates but its own user."""
    requires("namespaces")
    (tmp_path / "notes.txt").write_text("read")
    tmp_path.chmod(0o700)
    sandbox = Namespaces()
    if os.getuid() == 0:
        with pytest.raises(SandboxError, match=r"Student code cannot read .*chmod -R a\+rX"):
            Zygote(sandbox, Equipment("numpy", str(tmp_path)))
        return
    zygote = Zygote(sandbox, Equipment("numpy", str(tmp_path)))
    assert answer(zygote, "def answer(): return open('notes.txt').read()") == "read"
    assert OWN_USER not in sandbox.layers
    zygote.close()


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


def test_a_candidate_cannot_fill_the_disk(ask: Ask) -> None:
    written = ask(
        "import signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "def answer():\n"
        "    with open('/tmp/big', 'wb') as file:\n"
        "        try:\n"
        "            file.truncate(2**40)\n"
        "        except OSError as error: return error.strerror\n"
    )
    assert written == "File too large"


def test_a_crash_dumps_no_core_and_starts_no_helper(ask_each: Ask) -> None:
    """The kernel takes a limit of 1 byte for a helper's own, and starts none; 0 would start one."""
    limit = ask_each(
        "import os, resource, subprocess\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "crash = 'import os, resource as r; print(*r.getrlimit(r.RLIMIT_CORE), flush=True); os.abort()'\n"
        "done = subprocess.run(['python', '-c', crash], capture_output=True, text=True)\n"
        "def answer(): return done.returncode, done.stdout.split(), [n for n in os.listdir() if 'core' in n]"
    )
    assert limit == (-signal.SIGABRT, ["1", "1"], [])


def test_of_proc_only_what_programs_need_is_shown(ask: Ask) -> None:
    shown = ask(
        "import os\n"
        "def size(path):\n"
        "    if os.path.isdir(path): return len(os.listdir(path))\n"
        "    return len(open(path, 'rb').read(100))\n"
        "def answer():\n"
        "    names = [n for n in os.listdir('/proc') if not n.isdigit()]\n"
        "    names = [n for n in names if not os.path.islink('/proc/' + n)]\n"
        "    return sorted(name for name in names if size('/proc/' + name))"
    )
    assert set(shown) <= set(SHOWN)
    assert {"cpuinfo", "meminfo", "stat", "sys"} <= set(shown)


def test_candidates_share_no_sockets_and_each_can_talk_to_itself(zygote: Zygote) -> None:
    source = (
        "import socket\n"
        "server = socket.socket(type=socket.SOCK_DGRAM)\n"
        "server.bind(('127.0.0.1', 5005))\n"
        "named = socket.socket(socket.AF_UNIX)\n"
        "named.bind('\\0mine')\n"
        "def answer():\n"
        "    server.sendto(b'x', server.getsockname())\n"
        "    return server.recv(9)"
    )
    first, second = run(zygote, source), run(zygote, source)  # both have the same address
    assert [Link(session).name("answer")() for session in (first, second)] == [b"x", b"x"]
    first.close()
    second.close()


def test_a_candidate_gets_a_part_of_its_users_watchers(ask: Ask) -> None:
    made = ask(
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n"
        "def answer(): return sum(libc.inotify_init() >= 0 for _ in range(100))"
    )
    assert made == WATCHERS["max_inotify_instances"]


def test_keys_of_the_kernel_are_a_candidates_own(ask_each: Ask) -> None:
    """A session keyring is inherited; what one candidate leaves in it must not reach the next one."""
    if os.uname().machine not in KEY_CALLS:
        pytest.skip("the numbers of these calls are not known here")
    source = (
        "import ctypes\n"
        "call = ctypes.CDLL(None).syscall\n"
        "def answer():\n"
        f"    add, control = {KEY_CALLS[os.uname().machine]}\n"
        "    search = lambda: call(control, 10, -3, b'user', b'leftover', 0) >= 0\n"
        "    return search(), call(add, b'user', b'leftover', b'x', 1, -3) >= 0, search()"
    )
    _, added, found = ask_each(source)
    assert found == added  # where keys are allowed at all
    assert ask_each(source)[0] is False


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
