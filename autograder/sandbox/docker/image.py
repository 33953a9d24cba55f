"""The image that candidates run in: how it is called, whether it is there and fits, how it is built.

Its context is made anew for each build and holds the candidate's part of this package, the list of packages
and their wheels, so that no answer, test or held-out datum can get in. The wheels come from this machine's
pip: the build itself needs no network.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.off import PACKAGE

CLIENT = "docker"
PYTHON = "/opt/venv/bin/python"  # in the image
RECIPE = PACKAGE.parent / "docker"
CONSTRAINTS = PACKAGE.parent / "constraints.txt"
LABEL = "autograder.source"
STAGE = "autograder.stage"  # a label of what is only on the way to the image
PATIENCE = 30.0  # seconds that the engine may take to answer
PULL_PATIENCE = 900.0  # and to get an image


def name(device: str) -> str:
    """The image for candidates on ``device``."""
    return f"autograder-candidate:{device}"


def source() -> str:
    """A hash of what of this package is in the image."""
    digest = hashlib.sha256()
    for path in _candidate_files():
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def docker_complaint() -> str:
    """Why Docker cannot be used at all, and what to do; empty where it can."""
    if shutil.which(CLIENT) is None:
        return "Docker is not installed (Debian and Ubuntu: apt-get install docker.io)."
    wrong = engine_complaint()
    return f"The Docker engine {wrong}." if wrong else ""


def complaint(device: str) -> str:
    """Why candidates cannot run in the image for ``device``, and what to do; empty where they can."""
    if reason := docker_complaint():
        return reason
    build = f"run `autograder image build --device {device}`"
    told = _ask("image", "inspect", "--format", "{{json .Config.Labels}}", name(device))
    if told.returncode:
        return f"There is no image {name(device)}: {build}."
    if (json.loads(told.stdout) or {}).get(LABEL) != source():
        return f"The image {name(device)} was built from another version of autograder: {build}."
    return ""


def client_version() -> str:
    """What the engine's client says of itself; empty where it says nothing."""
    return _ask("--version").stdout.strip()


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
    if reason := docker_complaint():
        raise SandboxError(reason)
    base = base or _default_base(dockerfile)
    _check_base(base)
    with (
        _ending_on_sigterm(),
        tempfile.TemporaryDirectory(prefix="autograder-image-") as folder,
        contextlib.ExitStack() as afterwards,
    ):
        context = Path(folder)
        shutil.copyfile(dockerfile, context / "Dockerfile")
        for path in (requirements, CONSTRAINTS):
            shutil.copy(path, context)
        for path in _candidate_files():
            copy = context / "autograder" / path.relative_to(PACKAGE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        # Not --quiet: pip would keep to itself that an index cannot be reached.
        pip = [sys.executable, "-m", "pip", "wheel", "--progress-bar", "off"]
        pip += ["--wheel-dir", str(context / "wheels"), "--find-links", str(context / "wheels")]
        torch = [
            line
            for line in requirements.read_text(encoding="utf-8").splitlines()
            if line.startswith("torch==")
        ]
        if torch:  # alone: beside constraints pip would call it a conflict where there is none
            purpose = "get the build of PyTorch for CPUs (docs/operators.md says where pip finds it)"
            _run([*pip, "--no-deps", *torch], purpose)
        _run([*pip, "--constraint", str(CONSTRAINTS), "--requirement", str(requirements)], "get the packages")
        stage = secrets.token_hex(8)  # of this build alone: another may run beside it
        arguments = {"DEVICE": device, "SOURCE": source(), "BASE": base, "STAGE": stage}
        words = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
        # What the stages leave, where the engine keeps it, also after a failure.
        afterwards.callback(_ask, "image", "prune", "--force", "--filter", f"label={STAGE}={stage}")
        _run([CLIENT, "build", "--tag", name(device), *words, str(context)], "build the image")


def _default_base(dockerfile: Path) -> str:
    found = re.search(r"^ARG BASE=(.+)$", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def _check_base(base: str) -> None:
    """Have the engine get ``base``, and see that the packages for this Python run in it.

    Raises:
        SandboxError: not so.
    """
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    another = "name another with --base; docker/debian-base.sh makes one of Debian's packages"
    if _ask("image", "inspect", base).returncode:
        told = _ask("pull", base, patience=PULL_PATIENCE)
        if told.returncode:
            raise SandboxError(f"The engine cannot get the image {base} ({_last_line(told)}): {another}.")
    version = "import sys; print(*sys.version_info[:2], sep='.')"
    words = ["run", "--rm", "--network=none", "--entrypoint=python3", base, "-c", version]
    told = _ask(*words)
    if told.returncode or told.stdout.strip() != here:
        found = told.stdout.strip() or _last_line(told)
        raise SandboxError(
            f"The image {base} must have Python {here}, as is here, and has {found}: {another}."
        )


@contextlib.contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """End as after Ctrl-C, so that nothing is left behind."""

    def end(*_: object) -> None:
        sys.exit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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


def _ask(*words: str, patience: float | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [CLIENT, *words],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=patience or PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess([CLIENT, *words], 1, "", str(error))


def _last_line(told: subprocess.CompletedProcess[str]) -> str:
    lines = told.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {told.returncode}"
