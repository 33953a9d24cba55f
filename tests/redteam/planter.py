# ruff: noqa: PTH111, PTH118, PTH123
"""Student code that leaves a marker wherever the next student might find it."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import os
import platform
import socket
import subprocess
import sys

ADD_KEY = {"x86_64": 248, "aarch64": 217}
SESSION_KEYRING = -3


class Planter:
    """``hunt``, which the tests ask for, tells the places: there was something to find."""

    def __init__(self, marker):
        self.places = plant(marker)

    def hunt(self):
        return self.places


def plant(marker):
    planted = []
    folders = ("/tmp", "/dev/shm", "/dev", "/", "/opt/autograder", "/var", os.path.expanduser("~"))
    for folder in (*folders, *sys.path):
        with (
            contextlib.suppress(OSError),
            open(os.path.join(folder, "planted.py"), "w", encoding="utf-8") as file,
        ):
            file.write(f"MARKER = {marker!r}")
            planted.append(folder)
    libc = ctypes.CDLL(None)
    number = ctypes.c_long(ADD_KEY[platform.machine()])
    if libc.syscall(number, b"user", marker.encode(), marker.encode(), len(marker), SESSION_KEYRING) > 0:
        planted.append("keyring")
    if libc.shmget(4711, 4096, 0o1666) >= 0:
        planted.append("shared memory")
    os.environ["PLANTED"] = builtins.planted = marker
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0" + marker)
    listener.listen()
    builtins.listener = listener
    daemon = f"import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(600); {marker!r}"
    subprocess.Popen([sys.executable, "-c", daemon], pass_fds=[listener.fileno()])
    return planted
