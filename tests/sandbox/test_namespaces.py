"""The walls around a candidate, each tried from inside."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from candidates import Ask, answer, processes_with, run, soon

from autograder.candidate.walls.namespaces import ROOTS_CANDIDATES, SHOWN, WATCHERS
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.remote import Link
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.folders import python_folders
from autograder.sandbox.namespaces import Namespaces
from autograder.sandbox.probe import OWN_USER
from autograder.sandbox.zygote import Zygote


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


@pytest.fixture
def of_own_users(zygote: Zygote) -> Zygote:
    """A zygote whose candidates are users of their own."""
    if OWN_USER not in Namespaces().layers:
        pytest.skip("only root, and who was lent others, can give its candidates users of their own")
    return zygote


def test_each_candidate_is_a_user_of_its_own(of_own_users: Zygote) -> None:
    marker = f"owner{os.getpid()}"
    source = f"import subprocess\nchild = subprocess.Popen(['sh', '-c', 'sleep 60; # {marker}'])"
    sessions = [run(of_own_users, source) for _ in range(2)]

    def owners() -> set[int]:
        return {Path("/proc", name).stat().st_uid for name in processes_with(marker)} - {os.getuid()}

    assert soon(lambda: len(owners()) == 2)
    assert os.getuid() != 0 or all(owner in ROOTS_CANDIDATES for owner in owners())
    for session in sessions:
        session.close()


def test_room_in_pipes_that_the_kernel_gives_each_user_is_each_candidates_own(of_own_users: Zygote) -> None:
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
    one, other = run(of_own_users, source), run(of_own_users, source)
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


KEY_CALLS = {"x86_64": (248, 250), "aarch64": (217, 219)}  # add_key, keyctl


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
