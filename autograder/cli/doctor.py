"""What this machine can do, and how to get what is missing; frameworks are looked up, never imported."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import msgspec
from rich.table import Table
from rich.text import Text

from autograder.candidate.walls.gpus import devices
from autograder.engine.local import cores
from autograder.sandbox import gpus
from autograder.sandbox.docker import image
from autograder.sandbox.probe import probe

FRAMEWORKS = {  # a runtime's distributions, any of which gives it; the extra that installs it
    "TensorFlow": (("tensorflow-cpu", "tensorflow"), "tensorflow"),
    "Keras": (("keras",), "tensorflow"),
    "PyTorch": (("torch",), "torch"),
    "Transformers": (("transformers",), "transformers"),
    "scikit-learn": (("scikit-learn",), "sklearn"),
    "NumPy": (("numpy",), ""),
    "Otter": (("otter-grader",), ""),
}
CUDA_MEMORY = ("/dev/nvidia-uvm", "/dev/dxg")  # a sandbox cannot load the module; dxg: in WSL


class Finding(msgspec.Struct, frozen=True):
    """One row of the table.

    Attributes:
        remedy: what to do if it is not available; may be empty.
    """

    topic: str
    name: str
    available: bool
    detail: str
    remedy: str = ""


def table(findings: Sequence[Finding]) -> Table:
    """The findings for a terminal."""
    rows = Table("", "", "here", "what was seen")
    for finding in findings:
        here = Text("yes", style="green") if finding.available else Text("no", style="red")
        rows.add_row(finding.topic, Text(finding.name), here, Text(finding.detail))
    return rows


def remedies(findings: Sequence[Finding]) -> list[str]:
    """How to get what is missing, a line each, to be shown unbroken: they contain commands."""
    return [
        f"{finding.topic}, {finding.name}: {finding.remedy}"
        for finding in findings
        if finding.remedy and not finding.available
    ]


def findings() -> list[Finding]:
    """All findings, in the order in which they are shown."""
    return [*_machine(), *_layers(), *_frameworks(), *_gpus(), *_docker()]


def _machine() -> list[Finding]:
    return [
        Finding(
            "machine", "system", True, f"{platform.system()} {platform.release()} ({platform.machine()})"
        ),
        Finding("machine", "Python", True, platform.python_version()),
        Finding("machine", "cores", True, str(cores())),
        Finding("machine", "memory", True, f"{_memory() / 2**30:.1f} GiB"),
    ]


def _memory() -> int:
    """Bytes that this process may use: the machine's, or less if its control group says so."""
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text(encoding="ascii").strip() if limit.exists() else "max"
    return min(installed, int(text)) if text.isdigit() else installed


def _layers() -> list[Finding]:
    return [Finding("sandbox", layer.name, layer.available, layer.detail, layer.remedy) for layer in probe()]


def _frameworks() -> list[Finding]:
    return [
        Finding("frameworks", name, True, version)
        if (version := _version(distributions))
        else Finding("frameworks", name, False, "not installed", f"pip install 'autograder[{extra}]'")
        for name, (distributions, extra) in FRAMEWORKS.items()
    ]


def _version(distributions: tuple[str, ...]) -> str:
    for distribution in distributions:
        try:
            return metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
    return ""


def _gpus() -> list[Finding]:
    rows = [Finding("GPU", gpu.index, True, f"{gpu.name}, {gpu.memory} MiB") for gpu in gpus.find()]
    if not rows:
        detail = "neither nvidia-smi nor the frameworks show one"
        return [Finding("GPU", "NVIDIA", False, detail, "only needed to grade on a GPU")]
    if not set(CUDA_MEMORY) & set(devices()):
        detail = f"{CUDA_MEMORY[0]} does not exist, as after a boot"
        rows.append(Finding("GPU", "CUDA", False, detail, "nvidia-modprobe -u -c=0"))
    return rows


def _docker() -> list[Finding]:
    if shutil.which("docker") is None:
        return [Finding("Docker", "client", False, "not installed", "only needed to grade in containers")]
    rows = [Finding("Docker", "client", True, image.client_version() or "does not answer")]
    if complaint := image.engine_complaint():
        detail, _, remedy = complaint.partition(": ")
        return [*rows, Finding("Docker", "engine", False, detail, remedy)]
    rows.append(Finding("Docker", "engine", True, "answers"))
    reason = image.complaint("cpu")
    return [*rows, Finding("Docker", "image", not reason, image.name("cpu"), reason)]
