"""How a fork of the zygote becomes a candidate: both sides of it, up to the moment when student code may run.

With namespaces there are two forks. The first, the holder, enters the new namespaces but not the new process
namespace, which takes in only its children; it has the zygote name the user there, forks the candidate as
process 1 and waits for its end. Elsewhere the first fork is the candidate.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple, NoReturn

from autograder.candidate.given import lay_out
from autograder.candidate.notebook.shell import Shell, make_deterministic
from autograder.candidate.process import Candidate
from autograder.candidate.walls import (
    Outer,
    gpus,
    keyring,
    landlock,
    limits,
    nameless,
    namespaces,
    privileges,
    seccomp,
)
from autograder.candidate.zygote.descriptors import send
from autograder.candidate.zygote.equipment import Equipment
from autograder.candidate.zygote.memory import proc_name
from autograder.candidate.zygote.sockets import Sockets, open_diagnosis

GO_ON = b"!"
WORK = "work"  # where a notebook works, in the candidate's own folder
SYSTEM = (  # of a container, which shows all of it to all candidates; no process but their own
    *("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/opt", "/dev", "/proc/self", "/proc/sys"),
    *("/proc/cpuinfo", "/proc/filesystems", "/proc/loadavg", "/proc/meminfo", "/proc/stat", "/proc/uptime"),
)


class WalledCandidate(NamedTuple):
    """A candidate behind its walls: its process id, and its parent's name in our /proc.

    If there is no candidate, ``pid`` is 0 and ``reason`` says why.

    Attributes:
        shared: a descriptor of its /dev/shm, to measure its content; all candidates of a container share
            one, and without walls it is -1.
        sockets: measures how much waits in its sockets; None without namespaces.
    """

    pid: int
    holder: str = ""
    reason: str = ""
    shared: int = -1
    sockets: Sockets | None = None

    def close(self) -> None:
        if self.shared >= 0:
            os.close(self.shared)
        if self.sockets:
            self.sockets.close()


def assist(news: socket.socket, outer: Outer) -> WalledCandidate:
    """In the zygote: help the fork at the other end of ``news`` behind its walls."""
    walled = WalledCandidate(0, shared=_shared() if outer is Outer.CONTAINER else -1)
    words = b""
    if outer is Outer.NAMESPACES:
        words, descriptors, _, _ = socket.recv_fds(news, 1, 1)
        for process in descriptors:
            words = b""
            walled = walled._replace(holder=proc_name(process))
            namespaces.name_user(process)
            os.close(process)
            news.sendall(GO_ON)
    while True:  # the end comes when the candidate is behind its walls
        part, descriptors, _, _ = socket.recv_fds(news, 4096, 2)
        if descriptors:
            shared, diagnosis = descriptors
            walled = walled._replace(
                shared=shared, sockets=Sockets(socket.socket(fileno=diagnosis), walled.holder)
            )
            part = part.replace(GO_ON, b"", 1)
        elif not part:
            break
        words += part
    pid, _, reason = words.decode(errors="replace").partition(" ")
    if reason or not pid.isdigit():
        walled.close()
        return WalledCandidate(0, reason=reason or "it died before its walls were up")
    return walled._replace(pid=int(pid))


def become_candidate(
    outer: Outer,
    shell: Shell,
    wire: int,
    entrance: Iterable[int],
    report: socket.socket,
    folder: str,
    equipment: Equipment,
    keep: list[str],
    memory: int,
) -> NoReturn:
    """In the fork: raise the walls, then serve.

    Args:
        wire: the descriptor of our end of the wire.
        entrance: the descriptor of its control group, if it has one.
        report: the socket where ``assist`` listens.
        folder: its own; it works in a folder there.
        keep: folders that must stay visible.
        memory: bytes.
    """
    try:
        limits.die_with_parent()
        for group in entrance:
            os.write(group, b"0")
            os.close(group)
        if outer is Outer.NAMESPACES:
            _enter_namespaces(wire, report, keep, memory, gpus.PROC if equipment.gpus else ())
        else:
            report.sendall(b"%d" % os.getpid())
        os.setsid()
        work = Path(folder, WORK)
        work.mkdir()
        os.chdir(work)
        if equipment.given_folder:
            lay_out(Path(equipment.given_folder), work)
        limits.silence_standard_streams()
        limits.limit_resources(memory)
        if outer is Outer.CONTAINER:
            limits.limit_processes()
            limits.be_ended_first()
            _settle(folder, work)
        if outer is not Outer.OFF:
            keyring.leave_keyring()
            privileges.drop_privileges()
            _restrict_files(outer, folder, equipment)
            seccomp.filter_system_calls(for_cuda=bool(equipment.gpus))
            nameless.lie_in_files()
    except Exception as error:  # whatever it is: without its walls no candidate may live
        report.sendall(b" " + str(error).encode())
        os._exit(70)
    report.close()
    _serve(wire, shell, equipment)


def _settle(folder: str, work: Path) -> None:
    """Make ``folder`` the default place for everything that the candidate writes.

    As for a kernel, temporary files are beside the folder where the notebook works, not in it.
    """
    os.environ["HOME"], os.environ["TMPDIR"] = str(work), folder
    tempfile.tempdir = None  # to be looked up again


def _restrict_files(outer: Outer, folder: str, equipment: Equipment) -> None:
    shared = ["/dev/shm", os.devnull, *(gpus.written() if equipment.gpus else ())]
    if outer is Outer.NAMESPACES:  # everything in sight may be read; the rest is not mounted
        if landlock.abi():
            landlock.restrict(readable=["/"], writable=["/tmp", *shared])
        return
    if not landlock.abi():
        raise OSError(errno.ENOSYS, "without Landlock, one submission could read another's files")
    read = [*SYSTEM, equipment.given_folder, *(gpus.READ if equipment.gpus else ())]
    readable = [path for path in read if path and Path(path).exists()]
    landlock.restrict(readable, writable=[folder, *shared])


def _enter_namespaces(
    wire: int, report: socket.socket, keep: list[str], memory: int, shown: Collection[str]
) -> None:
    """Returns in the candidate only."""
    process = os.open("/proc/self", os.O_RDONLY | os.O_DIRECTORY)
    namespaces.enter_namespaces()
    send(report, GO_ON, [process])
    os.close(process)
    if report.recv(1) != GO_ON:
        os._exit(70)
    child = os.fork()
    if child:
        _hold(child, wire, report)
    namespaces.become_user()
    limits.die_with_parent()
    namespaces.raise_loopback()
    namespaces.mount_private_folders(keep, memory, shown)
    namespaces.limit_watchers()
    shared = _shared()
    with open_diagnosis() as diagnosis:
        send(report, GO_ON, [shared, diagnosis.fileno()])
    os.close(shared)


def _shared() -> int:
    return os.open(namespaces.SHARED_MEMORY, os.O_PATH | os.O_CLOEXEC)


def _hold(child: int, wire: int, report: socket.socket) -> NoReturn:
    """Between zygote and candidate: tell the candidate's pid, wait for it and pass on how it ended."""
    os.close(wire)
    report.sendall(b"%d" % child)
    report.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:  # end in the same way: no exit status, which the candidate chooses, reads as a signal
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def _serve(wire: int, shell: Shell, equipment: Equipment) -> NoReturn:
    gpus.use(equipment.gpus, equipment.gpu_memory)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
    make_deterministic()
    shell.arrive()
    try:
        Candidate(socket.socket(fileno=wire), shell).serve()
    except (OSError, KeyboardInterrupt):
        os._exit(71)
    os._exit(0)
