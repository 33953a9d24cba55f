"""What a candidate may use of the machine's GPUs; decided in the fork, before any call of CUDA."""

from __future__ import annotations

import os
import sys
from glob import glob
from typing import Any

DEVICES = ("/dev/nvidia*", "/dev/dxg")  # dxg: in WSL
# What cuInit ends with error 304 without. `memfd_create` is the third such thing, see walls/seccomp.py.
READ = ("/sys", "/proc/driver")
PROC = ("driver", "devices", "modules")  # of what stands in /proc beside processes
THREADS = "/proc/self/task"  # it writes the names of its threads there


def devices() -> list[str]:
    """The driver's files, which whoever computes on a GPU opens."""
    found = (path for pattern in DEVICES for path in glob(pattern))  # noqa: PTH207
    return sorted(path for path in found if not os.path.isdir(path))  # noqa: PTH112


def written() -> list[str]:
    """What CUDA's library writes to."""
    return [*devices(), THREADS]


def use(gpus: str, memory: int) -> None:
    """Show the frameworks some GPUs, and let them take so much of each.

    Args:
        gpus: as in ``CUDA_VISIBLE_DEVICES``.
        memory: bytes; 0 is no limit.
    """
    os.environ["CUDA_VISIBLE_DEVICES"] = gpus
    if not gpus:
        return
    os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"  # cuBLAS' deterministic way
    os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] = "true"  # else the first candidate takes all memory
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
