"""What a measurement was made on, to be kept beside its numbers."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

PACKAGES = ("otter-grader", "ipython", "numpy", "torch", "tensorflow-cpu", "tensorflow", "keras")


def describe() -> dict[str, object]:
    """Date, machine and versions."""
    found = importlib.metadata.distributions()
    installed = {one.metadata["Name"].lower().replace("_", "-"): one.version for one in found}
    processor = [line for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": processor[0].partition(":")[2].strip() if processor else platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "packages": {name: installed[name] for name in PACKAGES if name in installed},
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []
