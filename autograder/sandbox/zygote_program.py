"""How a zygote is called behind any wall: its command line and its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from autograder.candidate import stubs_folder
from autograder.candidate.zygote.equipment import Equipment

PACKAGE = Path(__file__).resolve().parents[1]


def zygote_command(equipment: Equipment, control: int) -> list[str]:
    """The zygote's command line if it runs in this Python."""
    python = os.path.abspath(sys.executable)  # noqa: PTH100  (resolve would leave the virtual environment)
    return [python, *zygote_arguments(equipment), "--control", str(control)]


def zygote_arguments(equipment: Equipment) -> list[str]:
    """The arguments for Python, wherever it runs."""
    equipped = msgspec.json.encode(equipment).decode()
    return ["-P", "-m", "autograder.candidate.zygote.zygote", "--equipment", equipped]


def own_python_folder() -> str:
    """The folder of this Python and of the programs of its packages."""
    return os.path.dirname(os.path.abspath(sys.executable))  # noqa: PTH100, PTH120  (as above)


def zygote_environment(
    runtime: str, package_parent: str, home: str, user: str = "student", python_folder: str = ""
) -> dict[str, str]:
    """The zygote's whole environment: nothing of the grader's own gets through.

    One thread per candidate: as many candidates run as there are cores.

    Args:
        python_folder: the folder of its Python; empty means this one's.
    """
    return {
        "PATH": f"{python_folder or own_python_folder()}:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "SHELL": "/bin/bash" if Path("/bin/bash").exists() else "/bin/sh",
        "USER": user,
        "LOGNAME": user,
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([stubs_folder(package_parent), package_parent]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "TORCHINDUCTOR_DETERMINISTIC": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "KERAS_BACKEND": "tensorflow" if runtime == "tensorflow" else "torch",
        # What a kernel sets for the programs that cells start, and what they need to know of grading.
        "TERM": "xterm-color",
        "PAGER": "cat",
        "GIT_PAGER": "cat",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
