"""Makes .venv and installs into it; `make` calls it and says what:

    python3 install.py STAMP [EXTRA...]     extras of pyproject.toml, as in `install.py .venv/.done torch dev`

What the system lacks is installed by root, and by anybody else unpacked into .venv, both with apt-get. What
cannot be had is left out and named. STAMP is written only if nothing was left out: the next make tries again.
"""

import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PIP = (str(VENV / "bin/python"), "-m", "pip", "--disable-pip-version-check")
CONSTRAINTS = HERE / "constraints.txt"
CPU_REQUIREMENTS = HERE / "docker/requirements-cpu.txt"  # pins the build of PyTorch that has no CUDA
NAMES = {  # of extras, for people
    "torch": "what PyTorch needs",
    "tensorflow": "TensorFlow and Keras",
    "sklearn": "scikit-learn",
    "transformers": "Transformers",
    "ray": "Ray",
    "dev": "what tests and linters need",
}
NEED_TORCH = {"torch", "transformers"}
NONE_FOUND = ("No matching distribution found", "ResolutionImpossible")  # pip says the latter for constraints
NO_CPU_TORCH = """\
PyTorch is left out: pip finds no build of it for CPUs. The package index has only the one for CUDA on Linux,
with over 2 GB to get. Name PyTorch's index of CPU builds once, and run make again:
    pip config set global.extra-index-url ADDRESS
PyTorch's installation page shows ADDRESS for Linux, pip and CPU, after --index-url. For the CUDA build:
    .venv/bin/python -m pip install -c constraints.txt torch"""


class InstallError(Exception):
    """Nothing more can be done; the text says what to do."""


def add_system_parts() -> None:
    """Get what of the system is missing and had with apt-get."""
    missing = missing_parts()
    if not (VENV / "bin/pip").exists() and importlib.util.find_spec("ensurepip") is None:
        missing.append("pip")
    if not missing:
        return
    if shutil.which("apt-get") is None:
        say(f"Not on this system: {', '.join(missing)}. Install them with its package manager.")
    elif os.geteuid() == 0:
        install_packages(missing)
    else:
        unpack_packages(missing)


def missing_parts() -> list[str]:
    """What grading uses of the system and is not here, by the names of Debian's packages."""
    if sys.platform != "linux":
        return []
    bubblewrap = shutil.which("bwrap") or (VENV / "bin/bwrap").exists()
    there = {"bubblewrap": bubblewrap, "libseccomp2": ctypes.util.find_library("seccomp")}
    return [part for part, found in there.items() if not found]


def install_packages(parts: list[str]) -> None:
    venv = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    packages = [venv if part == "pip" else part for part in parts]
    say(f"Installing with apt-get, a few MB: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        if subprocess.run(["apt-get", "-qq", *words], env=quiet, stdout=subprocess.DEVNULL).returncode:
            say("apt-get could not install them.")
            return


def unpack_packages(parts: list[str]) -> None:
    """Without root: the same packages, of which one file each is put into .venv."""
    packages = ["python3-pip-whl" if part == "pip" else part for part in parts]
    say(
        f"Only root may install {' '.join(packages)}: getting them with apt-get for .venv alone,"
        " 2 MB after lists of about 10 MB"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("lists/partial", "archives/partial"):
            (folder / part).mkdir(parents=True)
        own = [f"Dir::State::lists={folder}/lists", f"Dir::Cache={folder}", "Acquire::Languages=none"]
        apt = ["apt-get", "-qq", *(word for option in own for word in ("-o", option))]
        for words in (["update"], ["download", *packages]):
            if subprocess.run([*apt, *words], cwd=folder, stdout=subprocess.DEVNULL).returncode:
                say("apt-get could not get them.")
                return
        for package in folder.glob("*.deb"):
            run(["dpkg-deb", "--extract", str(package), str(folder / "system")], "could not unpack it")
        if "bubblewrap" in parts:
            (VENV / "bin").mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / "system/usr/bin/bwrap", VENV / "bin/bwrap")
        for wheel in folder.glob("system/usr/share/python-wheels/pip-*.whl"):
            run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], "could not make .venv")
            pip = [PIP[0], f"{wheel}/pip", "--disable-pip-version-check", "--quiet", "install"]
            run([*pip, "--no-index", "--find-links", str(wheel.parent), "pip"], "could not install pip")


def add_torch() -> bool:
    """Whether PyTorch is there: the build for CPUs, or one that is there already."""
    asked = "from importlib.metadata import version; version('torch')"
    if subprocess.run([PIP[0], "-c", asked], stderr=subprocess.DEVNULL).returncode == 0:
        return True
    wanted = [line for line in CPU_REQUIREMENTS.read_text().splitlines() if line.startswith("torch")]
    try:
        pip("PyTorch", ["--no-deps", *wanted])
    except InstallError as error:
        if not any(words in str(error) for words in NONE_FOUND):
            raise
        say(NO_CPU_TORCH)
        return False
    return True


def requirements(extra: str) -> list[str]:
    import tomllib  # not in the Pythons that are refused in a sentence

    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    found: list[str] = project["optional-dependencies"][extra]
    return found


def pip(what: str, words: Sequence[str]) -> None:
    """Install; of what pip says that is shown which is ``telling``, and the end of it where it fails."""
    say(f"Installing {what}")
    command = [*PIP, "install", "--progress-bar", "off", "--constraint", str(CONSTRAINTS), *words]
    with subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if telling(line):
                say(line.rstrip())
            elif line.startswith("Installing collected packages"):
                say(f"  unpacking {line.count(',') + 1} packages")
    if process.returncode:
        raise InstallError("".join(said[-30:]) + f"pip could not install {what}; what it said is above.")


def telling(line: str) -> bool:
    """Whether a line of pip's is about a file of 5 MB or more, or about trouble with the network."""
    size = re.fullmatch(r" +(Downloading|Using cached) .*\(([\d.]+) (MB|GB)\)\s*", line)
    large = size is not None and (size[3] == "GB" or float(size[2]) >= 5)
    return large or line.startswith(("WARNING: Retrying", "Could not fetch URL"))


def run(command: list[str], complaint: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise InstallError(f"{done.stdout.strip()}\n{command[0]} {complaint}.")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(stamp: Path, extras: list[str]) -> None:
    if not (3, 11) <= sys.version_info < (3, 14):
        found = ".".join(map(str, sys.version_info[:2]))
        raise InstallError(
            f"Python 3.11, 3.12 or 3.13 is needed, and {sys.executable} is {found}:"
            " install one and name it, as in make setup PYTHON=python3.12"
        )
    add_system_parts()
    if not (VENV / "bin/pip").exists():
        run([sys.executable, "-m", "venv", str(VENV)], "could not make .venv: install python3-venv")
    pip("the grader with Otter and what Otter needs", ["--editable", "."])
    complete = not missing_parts()
    if not NEED_TORCH.isdisjoint(extras) and not add_torch():
        extras = [extra for extra in extras if extra not in NEED_TORCH]
        complete = False
    for extra in extras:
        pip(NAMES.get(extra, extra), requirements(extra))
    if complete:
        stamp.touch()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2:])
    except InstallError as error:
        sys.exit(str(error))
