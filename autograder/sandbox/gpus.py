"""The GPUs of this machine, and how they are shared among workers."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from autograder.candidate.walls.gpus import devices

PATIENCE = 60.0  # seconds that another program may take to answer
DRIVER = ("nvidia-smi", "--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits")
# Asked if the driver's program is missing, as in some containers. Never imported here: that would make a
# CUDA context in a process that forks.
FRAMEWORKS = (
    "import torch\n"
    "for i in range(torch.cuda.device_count()):\n"
    "    one = torch.cuda.get_device_properties(i)\n"
    "    print(i, one.name, one.total_memory // 2**20, sep=', ')",
    "import tensorflow as tf\n"
    "for i, one in enumerate(tf.config.list_physical_devices('GPU')):\n"
    "    print(i, tf.config.experimental.get_device_details(one).get('device_name', 'GPU'), 0, sep=', ')",
)


class Gpu(msgspec.Struct, frozen=True):
    """A GPU.

    Attributes:
        index: as in ``CUDA_VISIBLE_DEVICES``.
        memory: MiB; 0 if it is not known.
    """

    index: str
    name: str
    memory: int


class Share(msgspec.Struct, frozen=True):
    """What one worker may use.

    Attributes:
        devices: as in ``CUDA_VISIBLE_DEVICES``.
        memory: MiB of each of them; 0 means all.
    """

    devices: str
    memory: int


def find() -> list[Gpu]:
    """The GPUs that the driver shows, or otherwise torch or TensorFlow."""
    if gpus := _parse(_ask(DRIVER)):
        return gpus
    if not devices():  # asking a framework takes seconds
        return []
    answers = (_ask((sys.executable, "-c", source)) for source in FRAMEWORKS)
    return next(filter(None, map(_parse, answers)), [])


def _parse(text: str) -> list[Gpu]:
    rows = [[part.strip() for part in line.split(",")] for line in text.splitlines()]
    return [
        Gpu(row[0], ", ".join(row[1:-1]), int(row[-1])) for row in rows if len(row) > 2 and row[-1].isdigit()
    ]


def _ask(command: tuple[str, ...]) -> str:
    try:
        process = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return process.stdout if process.returncode == 0 else ""


def hand_out(gpus: list[Gpu], each: float, memory: int | None = None) -> list[Share]:
    """A share for each worker that there is room for.

    Args:
        each: how many GPUs a worker gets, or, below 1, which part of one: with 0.5, two workers share it.
        memory: MiB that a worker may take of each of its GPUs. Default: the same part as of the GPU.
    """
    if each < 1:
        caps = [memory or int(gpu.memory * each) for gpu in gpus]
        parts = range(int(1 / each + 1e-9))
        return [Share(gpu.index, cap) for gpu, cap in zip(gpus, caps, strict=True) for _ in parts]
    size = int(each)
    starts = range(0, len(gpus) - size + 1, size)
    return [Share(",".join(gpu.index for gpu in gpus[i : i + size]), memory or 0) for i in starts]
