"""The outer wall `docker`: a container that holds the zygote and no answer.

It has no network, a read-only root, no capabilities and no way to get any, and limits on memory, processes
and cores. The examiner stays outside and talks over a socket in a folder that is mounted into the container.
The socket's name is removed once the zygote has connected, before any student code runs.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from autograder.candidate.walls import Outer, landlock
from autograder.candidate.walls.limits import CORE_BYTES
from autograder.candidate.walls.namespaces import CANDIDATE_UID, SCRATCH_BYTES, SCRATCH_FILES
from autograder.candidate.zygote.equipment import Equipment
from autograder.sandbox.docker import image, leftovers
from autograder.sandbox.folders import check_readable
from autograder.sandbox.launch import Launch, start
from autograder.sandbox.namespaces import ETC, GIVEN, INSIDE
from autograder.sandbox.zygote_program import zygote_arguments, zygote_environment

CONNECT_SECONDS = 120.0  # for the container to start
END_SECONDS = 5.0  # for it to end by itself
CONTROL = "/run/autograder"  # the folder of the socket in the container
ZYGOTE_BYTES = 2**30
CANDIDATES = 2  # the submission's and the reference's
PROCESSES = 1024
USERS = range(10_000, 60_000)  # what engines map in user namespaces of their own

LAYERS = (
    "Docker: no network, read-only system, no capabilities",
    "limits on memory, cores, processes, files and their size",
    "seccomp",
)


class Docker:
    """A container for each zygote; Landlock and seccomp for each submission inside.

    Attributes:
        single_use: each submission gets its own container.
    """

    name = "docker"
    needs_groups = False

    def __init__(self, single_use: bool = False, device: str = "cpu") -> None:
        self.single_use = single_use
        self.device = device
        unit = "container" if single_use else "files"
        self.layers = [*LAYERS, f"Landlock (version {landlock.abi()})", f"own {unit} per submission"]

    def start(self, equipment: Equipment, log: IO[bytes]) -> Launch:
        folder = Path(tempfile.mkdtemp(prefix="autograder-"))  # closed to all others: they cannot connect
        try:
            shared = folder / "shared"
            shared.mkdir()
            shared.chmod(0o755)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(shared / "control"))
                (shared / "control").chmod(0o666)
                listener.listen(1)
                container = f"autograder-{secrets.token_hex(8)}"
                leftovers.note(container)
                process = start(self.command(equipment, container, shared), log)
                leftovers.note(container, process.pid)
                control = _accept(listener, process)
        finally:
            shutil.rmtree(folder)
        return Launch(control, process, lambda: _end(container, process))

    def versions(self) -> dict[str, str]:
        return image.versions(self.device)

    def command(self, equipment: Equipment, container: str, shared: Path) -> list[str]:
        """The command line that starts ``container``, with the folder ``shared`` mounted."""
        # With its own user, so that the limit on a user's processes applies to it alone.
        user = USERS[secrets.randbelow(len(USERS))]
        memory = ZYGOTE_BYTES + CANDIDATES * equipment.memory + SCRATCH_BYTES
        options = {
            "name": container,
            "network": "none",
            "cap-drop": "ALL",
            "security-opt": "no-new-privileges",
            "user": f"{user}:{user}",
            "memory": str(memory),
            "memory-swap": str(memory),
            "cpus": "1",
            "pids-limit": str(PROCESSES),
            "ulimit": f"core={CORE_BYTES}:{CORE_BYTES}",
            "shm-size": str(equipment.memory),
            "tmpfs": f"/tmp:rw,exec,nosuid,nodev,mode=1777,size={SCRATCH_BYTES},nr_inodes={SCRATCH_FILES}",
            "log-driver": "none",
            "pull": "never",
        }
        if equipment.gpus:
            options["gpus"] = f'"device={equipment.gpus}"'
            # The engine shows the container only these, and renumbers them.
            renumbered = ",".join(map(str, range(equipment.gpus.count(",") + 1)))
            equipment = msgspec.structs.replace(equipment, gpus=renumbered)
        words = ["--rm", "--read-only", *(f"--{option}={value}" for option, value in options.items())]
        words += _mounted(str(shared), CONTROL)
        for file in sorted(ETC.iterdir()):  # the engine writes hosts itself
            if file.name != "hosts":
                named = shared / file.name
                named.write_text(
                    file.read_text(encoding="utf-8").replace(str(CANDIDATE_UID), str(user)), encoding="utf-8"
                )
                named.chmod(0o644)
                words += _mounted(str(named), f"/etc/{file.name}")
        if equipment.given_folder:
            check_readable(equipment.given_folder)
            words += _mounted(equipment.given_folder, GIVEN)
            equipment = msgspec.structs.replace(equipment, given_folder=GIVEN)
        environment = zygote_environment(
            equipment.runtime, INSIDE, home="/tmp", python_folder=str(Path(image.PYTHON).parent)
        )
        for key, value in environment.items():
            words += ["--env", f"{key}={value}"]
        arguments = [
            *zygote_arguments(equipment),
            "--connect",
            f"{CONTROL}/control",
            "--outer",
            Outer.CONTAINER,
        ]
        return [image.CLIENT, "run", *words, image.name(self.device), *arguments]


def _mounted(folder: str, inside: str) -> list[str]:
    quoted = folder.replace('"', '""')  # the option's value is a line of CSV
    return ["--mount", f'type=bind,"src={quoted}",dst={inside},readonly']


def _accept(listener: socket.socket, process: subprocess.Popen[bytes]) -> socket.socket:
    """The socket to the zygote; if the container ends first, one on which nothing will arrive."""
    listener.settimeout(0.25)
    deadline = time.monotonic() + CONNECT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return listener.accept()[0]
        except TimeoutError:
            continue
    silent, closed = socket.socketpair()
    closed.close()
    return silent


def _end(container: str, process: subprocess.Popen[bytes]) -> None:
    """The zygote ends when its socket is closed, and the container with it; if not, the engine ends it."""
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        subprocess.run([image.CLIENT, "rm", "--force", container], capture_output=True, check=False)
    leftovers.forget(container)
