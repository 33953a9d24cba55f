"""The image that candidates run in: its name, whether it exists and fits, and how it is built.

Each build has a fresh context with the candidate's part of this package, the list of packages and their
wheels, so that no answers, tests or held-out data can get in. This machine's pip provides the wheels: the
build itself needs no network.
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
from autograder.sandbox.namespaces import INSIDE
from autograder.sandbox.zygote_program import PACKAGE

CLIENT = "docker"
PYTHON = "/opt/venv/bin/python"  # in the image
RECIPE = PACKAGE.parent / "docker"
CONSTRAINTS = PACKAGE.parent / "constraints.txt"
LABEL = "autograder.source"
STAGE = "autograder.stage"  # a label of intermediate images
PATIENCE = 30.0  # seconds that the engine may take to answer
PULL_PATIENCE = 900.0  # seconds that it may take to pull an image


def name(device: str) -> str:
    """The image for candidates on ``device``."""
    return f"autograder-candidate:{device}"


def source() -> str:
    """A hash of the part of this package that is in the image."""
    digest = hashlib.sha256()
    for path in _candidate_files():
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def docker_complaint() -> str:
    """Why Docker cannot be used at all, and what to do; empty if it can."""
    if shutil.which(CLIENT) is None:
        return "Docker is not installed (Debian and Ubuntu: apt-get install docker.io)."
    reason = engine_complaint()
    return f"The Docker engine {reason}." if reason else ""


def complaint(device: str) -> str:
    """Why candidates cannot run in the image for ``device``, and what to do; empty if they can."""
    if reason := docker_complaint():
        return reason
    build = f"run `autograder image build --device {device}`"
    answer = _ask("image", "inspect", "--format", "{{json .Config.Labels}}", name(device))
    if answer.returncode:
        return f"There is no image {name(device)}: {build}."
    if (json.loads(answer.stdout) or {}).get(LABEL) != source():
        return f"The image {name(device)} was built from another version of autograder: {build}."
    return ""


def versions(device: str) -> dict[str, str]:
    """Of the packages in the image for ``device``; empty if the engine does not run it."""
    module = "autograder.candidate.zygote.versions"
    program = f"import json; from {module} import versions; print(json.dumps(versions()))"
    words = ["run", "--rm", "--pull=never", "--network=none", f"--env=PYTHONPATH={INSIDE}"]
    answer = _ask(*words, f"--entrypoint={PYTHON}", name(device), "-P", "-c", program)
    return {} if answer.returncode else json.loads(answer.stdout)


def client_version() -> str:
    """What the engine's client says about itself; empty if it does not answer."""
    return _ask("--version").stdout.strip()


def engine_complaint() -> str:
    """What is wrong with the engine, and what to do; empty if it answers."""
    answer = _ask("version", "--format", "{{.Server.Version}}")
    message = answer.stderr.lower()
    if not answer.returncode:
        return ""
    if "permission denied" in message:
        return "refuses this user at its socket: run `usermod -aG docker USER` as root, then log in again"
    if "cannot connect" in message:
        return "is not running at this address: start it (`systemctl start docker`), or set DOCKER_HOST"
    if "timed out" in message:
        return f"does not answer within {PATIENCE:g} s: restart it (`systemctl restart docker`)"
    return f"does not answer ({_last_line(answer)})"


def build(device: str, base: str = "") -> None:
    """Build the image for ``device``; the output of pip and Docker goes to the terminal.

    Args:
        device: ``cpu`` or ``cuda``.
        base: an image with this Python's version; empty means the Dockerfile's.

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
        # Not --quiet: pip would not say that an index cannot be reached.
        pip = [sys.executable, "-m", "pip", "wheel", "--progress-bar", "off"]
        pip += ["--wheel-dir", str(context / "wheels"), "--find-links", str(context / "wheels")]
        torch = [
            line
            for line in requirements.read_text(encoding="utf-8").splitlines()
            if line.startswith("torch==")
        ]
        if torch:  # alone: with constraints pip would report a conflict that does not exist
            purpose = "get the build of PyTorch for CPUs (docs/operators.md says where pip finds it)"
            _run([*pip, "--no-deps", *torch], purpose)
        _run([*pip, "--constraint", str(CONSTRAINTS), "--requirement", str(requirements)], "get the packages")
        stage = secrets.token_hex(8)  # of this build alone: another may run beside it
        arguments = {"DEVICE": device, "SOURCE": source(), "BASE": base, "STAGE": stage}
        words = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
        # Remove what the stages leave, also after a failure.
        afterwards.callback(_ask, "image", "prune", "--force", "--filter", f"label={STAGE}={stage}")
        _run([CLIENT, "build", "--tag", name(device), *words, str(context)], "build the image")


def _default_base(dockerfile: Path) -> str:
    match = re.search(r"^ARG BASE=(.+)$", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)
    return match[1] if match else ""


def _check_base(base: str) -> None:
    """Have the engine pull ``base``, and check that it has this Python's version.

    Raises:
        SandboxError: the engine cannot get it, or its Python is another version.
    """
    own_version = f"{sys.version_info.major}.{sys.version_info.minor}"
    advice = "name another with --base; docker/debian-base.sh makes one of Debian's packages"
    if _ask("image", "inspect", base).returncode:
        answer = _ask("pull", base, patience=PULL_PATIENCE)
        if answer.returncode:
            raise SandboxError(f"The engine cannot get the image {base} ({_last_line(answer)}): {advice}.")
    version = "import sys; print(*sys.version_info[:2], sep='.')"
    words = ["run", "--rm", "--network=none", "--entrypoint=python3", base, "-c", version]
    answer = _ask(*words)
    if answer.returncode or answer.stdout.strip() != own_version:
        image_version = answer.stdout.strip() or _last_line(answer)
        raise SandboxError(
            f"The image {base} must have Python {own_version}, as here, and has {image_version}: {advice}."
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
    """The files of this package that are in the image; sorted."""
    paths = (PACKAGE / "candidate").rglob("*")
    return [
        PACKAGE / "__init__.py",
        *sorted(path for path in paths if path.is_file() and "__pycache__" not in path.parts),
    ]


def _run(command: list[str], purpose: str) -> None:
    try:
        process = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError as error:
        raise SandboxError(f"{command[0]} is not installed.") from error
    if process.returncode:
        raise SandboxError(f"`{' '.join(command[:4])} ...` could not {purpose}; see its output above.")


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


def _last_line(answer: subprocess.CompletedProcess[str]) -> str:
    lines = answer.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {answer.returncode}"
