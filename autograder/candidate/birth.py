"""How a fork of the zygote becomes a candidate: both sides of it, up to the moment when student code may run.

With namespaces there are two forks. The first, the holder, enters the new namespaces but not the new process
namespace, which takes in only its children; it has the zygote name the user there, forks the candidate as
process 1 and waits for its end. Without namespaces the first fork is the candidate.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

from autograder.candidate.census import proc_name
from autograder.candidate.process import Candidate
from autograder.candidate.shell import Shell, make_deterministic
from autograder.candidate.walls import keyring, landlock, limits, namespaces, privileges, seccomp

GO_ON = b"!"
HOME = "/tmp/work"


class Newborn(NamedTuple):
    """A candidate that stands behind its walls: its process id, and its parent's name in our /proc.

    Without a candidate, ``pid`` is 0 and ``reason`` says why.
    """

    pid: int
    holder: str = ""
    reason: str = ""


def attend(news: socket.socket, has_namespaces: bool) -> Newborn:
    """In the zygote: help the fork at the other end of ``news`` to its place."""
    words, holder = b"", ""
    if has_namespaces:
        words, descriptors, _, _ = socket.recv_fds(news, 1, 1)
        for process in descriptors:
            words = b""
            holder = proc_name(process)
            namespaces.name_user(process)
            os.close(process)
            news.sendall(GO_ON)
    while part := news.recv(4096):  # the end comes when the candidate is behind its walls
        words += part
    pid, _, reason = words.decode(errors="replace").partition(" ")
    if reason or not pid.isdigit():
        return Newborn(0, reason=reason or "it died before its walls stood")
    return Newborn(int(pid), holder)


def become_candidate(
    shell: Shell, wire: int, report: socket.socket, folder: str, data: str, keep: list[str], memory: int
) -> NoReturn:
    """In the fork: raise the walls, then serve.

    Args:
        wire: the descriptor of our end of the wire.
        report: where ``attend`` listens.
        folder: where to work; empty means behind namespaces, in a /tmp of our own.
        data: the folder with the assignment's public data, if it has any.
        keep: folders that must stay visible.
        memory: bytes.
    """
    try:
        limits.die_with_parent()
        if folder:
            report.sendall(b"%d" % os.getpid())
        else:
            _enter_namespaces(wire, report, keep)
            folder = HOME
            Path(HOME).mkdir()
        os.setsid()
        os.chdir(folder)
        if data:
            Path("data").symlink_to(data)
        limits.silence_standard_streams()
        limits.limit_resources(memory)
        if folder == HOME:
            keyring.leave_keyring()
            privileges.drop_privileges()
            if landlock.abi():
                landlock.restrict(readable=["/"], writable=["/tmp", "/dev/shm", os.devnull])
            seccomp.refuse_system_calls()
    except Exception as error:  # whatever it is: without its walls no candidate may live
        report.sendall(b" " + str(error).encode())
        os._exit(70)
    report.close()
    _serve(wire, shell)


def _enter_namespaces(wire: int, report: socket.socket, keep: list[str]) -> None:
    """Returns in the candidate only."""
    process = os.open("/proc/self", os.O_RDONLY | os.O_DIRECTORY)
    namespaces.enter_namespaces()
    socket.send_fds(report, [GO_ON], [process])
    os.close(process)
    if report.recv(1) != GO_ON:
        os._exit(70)
    child = os.fork()
    if child:
        _hold(child, wire, report)
    namespaces.become_user()
    limits.die_with_parent()
    namespaces.mount_private_folders(keep)


def _hold(child: int, wire: int, report: socket.socket) -> NoReturn:
    """Between zygote and candidate: tell the candidate's pid, wait for it and pass on how it ended."""
    os.close(wire)
    report.sendall(b"%d" % child)
    report.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(128 - code if code < 0 else code)


def _serve(wire: int, shell: Shell) -> NoReturn:
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
    make_deterministic()
    try:
        Candidate(socket.socket(fileno=wire), shell).serve()
    except (OSError, KeyboardInterrupt):
        os._exit(71)
    os._exit(0)
