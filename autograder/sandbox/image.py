"""The image that candidates run in: how it is called, whether it is there and fits, how it is built.

Its context is made anew for each build and holds the candidate's part of this package, the list of packages
and their wheels, so that no answer, test or held-out datum can get in. The wheels come from this machine's
pip: the build itself needs no network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.off import PACKAGE

CLIENT = "docker"
PYTHON = "/opt/venv/bin/python"  # in the image
RECIPE = PACKAGE.parent / "docker"
CONSTRAINTS = PACKAGE.parent / "constraints.txt"
LABEL = "autograder.source"
PATIENCE = 30.0  # seconds that the engine may take to answer


def name(device: str) -> str:
    """The image for candidates on ``device``."""
    return f"autograder-candidate:{device}"


def source() -> str:
    """A hash of what of this package is in the image."""
    digest = hashlib.sha256()
    for path in _candidate_files():
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def complaint(device: str) -> str:
    """Why candidates cannot run in the image for ``device``, and what to do; empty where they can."""
    if shutil.which(CLIENT) is None:
        return "Docker is not installed (Debian and Ubuntu: apt-get install docker.io)."
    if wrong := engine_complaint():
        return f"The Docker engine {wrong}."
    build = f"run `autograder image build --device {device}`"
    told = _ask("image", "inspect", "--format", "{{json .Config.Labels}}", name(device))
    if told.returncode:
        return f"There is no image {name(device)}: {build}."
    if (json.loads(told.stdout) or {}).get(LABEL) != source():
        return f"The image {name(device)} was built from another version of autograder: {build}."
    return ""


def engine_complaint() -> str:
    """What is wrong with the engine, and what to do; empty where it answers."""
    told = _ask("version", "--format", "{{.Server.Version}}")
    said = told.stderr.lower()
    if not told.returncode:
        return ""
    if "permission denied" in said:
        return "refuses this user at its socket: run `usermod -aG docker USER` as root, then log in again"
    if "cannot connect" in said:
        return "does not run, or not at this address: start it (`systemctl start docker`), or set DOCKER_HOST"
    if "timed out" in said:
        return f"does not answer within {PATIENCE:g} s: restart it (`systemctl restart docker`)"
    return f"does not answer ({_last_line(told)})"


def build(device: str, base: str = "") -> None:
    """Build the image for ``device``; what pip and Docker say goes to the terminal.

    Args:
        base: an image with Python 3 of this Python's version; the Dockerfile's where empty.

    Raises:
        SandboxError: it cannot be built; the text says what to do.
    """
    dockerfile = RECIPE / "candidate.Dockerfile"
    if not dockerfile.exists():
        raise SandboxError(f"There is no {RECIPE}: images are built in a checkout of autograder's source.")
    requirements = RECIPE / f"requirements-{device}.txt"
    with tempfile.TemporaryDirectory(prefix="autograder-image-") as folder:
        context = Path(folder)
        shutil.copyfile(dockerfile, context / "Dockerfile")
        for path in (requirements, CONSTRAINTS):
            shutil.copy(path, context)
        for path in _candidate_files():
            copy = context / "autograder" / path.relative_to(PACKAGE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(context / "wheels")]
        _run([*pip, "--constraint", str(CONSTRAINTS), "--requirement", str(requirements)], "get the packages")
        arguments = {"DEVICE": device, "SOURCE": source(), **({"BASE": base} if base else {})}
        words = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
        _run([CLIENT, "build", "--tag", name(device), *words, str(context)], "build the image")


def _candidate_files() -> list[Path]:
    """What of this package stands in the image; sorted."""
    found = (PACKAGE / "candidate").rglob("*")
    return [
        PACKAGE / "__init__.py",
        *sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts),
    ]


def _run(command: list[str], purpose: str) -> None:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError as error:
        raise SandboxError(f"{command[0]} is not installed.") from error
    if done.returncode:
        raise SandboxError(f"`{' '.join(command[:4])} ...` could not {purpose}; what it said stands above.")


def _ask(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [CLIENT, *words],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess([CLIENT, *words], 1, "", str(error))


def _last_line(told: subprocess.CompletedProcess[str]) -> str:
    lines = told.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {told.returncode}"
