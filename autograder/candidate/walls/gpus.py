"""What a candidate may use of the machine's GPUs; decided in the fork, before any call of CUDA."""

from __future__ import annotations

import os
import sys
from glob import glob
from typing import Any

DEVICES = ("/dev/nvidia*", "/dev/dxg")  # dxg: in WSL
# Without these, cuInit fails with error 304. `memfd_create` is the third such thing, see walls/seccomp.py.
READ = ("/sys", "/proc/driver")
PROC = ("driver", "devices", "modules")  # in /proc, besides processes
THREADS = "/proc/self/task"  # CUDA writes the names of its threads there


def devices() -> list[str]:
    """The driver's files, which every program on a GPU opens."""
    paths = (path for pattern in DEVICES for path in glob(pattern))  # noqa: PTH207
    return sorted(path for path in paths if not os.path.isdir(path))  # noqa: PTH112


def written() -> list[str]:
    """What CUDA's library writes to."""
    return [*devices(), THREADS]


def use(gpus: str, memory: int) -> None:
    """Show the frameworks some GPUs, and limit the memory that they may take of each.

    Args:
        gpus: as in ``CUDA_VISIBLE_DEVICES``.
        memory: bytes; 0 means no limit.
    """
    os.environ["CUDA_VISIBLE_DEVICES"] = gpus
    if not gpus:
        return
    os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"  # cuBLAS' deterministic way
    os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] = "true"  # otherwise the first candidate takes all memory
    if memory:
        _limit_torch(sys.modules.get("torch"), memory)
        _limit_tensorflow(sys.modules.get("tensorflow"), memory)


def _limit_torch(torch: Any, memory: int) -> None:
    for number in range(torch.cuda.device_count() if torch else 0):
        total = torch.cuda.get_device_properties(number).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, memory / total), number)


def _limit_tensorflow(tensorflow: Any, memory: int) -> None:
    if tensorflow is None:
        return
    limit = tensorflow.config.LogicalDeviceConfiguration(memory_limit=memory // 2**20)
    for device in tensorflow.config.list_physical_devices("GPU"):
        tensorflow.config.set_logical_device_configuration(device, [limit])
