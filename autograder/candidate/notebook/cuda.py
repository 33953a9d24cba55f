"""Lets ``cuda`` mean the CPU if there is no GPU, so that a notebook written for one can be graded."""

from __future__ import annotations

import re
import sys
from typing import Any

NAMED = re.compile(r"cuda(:\d+)?")


class CudaStandIn:
    """Watches for the first cell that names cuda: only from then on do calls of torch take the longer way.

    Attributes:
        used: whether something was put on the CPU that was meant for a GPU.
    """

    def __init__(self) -> None:
        self.used = False
        self._on = False

    def notice(self, source: str) -> None:
        """To be called before each cell."""
        torch: Any = sys.modules.get("torch")
        if self._on or torch is None or "cuda" not in source or torch.cuda.is_available():
            return
        self._on = True
        torch.cuda.synchronize = lambda device=None: None  # nothing runs ahead on a CPU
        set_default_device = torch.set_default_device  # not covered by the mode of `_redirect`
        torch.set_default_device = lambda device: set_default_device(self._cpu(torch, device))
        self._redirect(torch)

    def _redirect(self, torch: Any) -> None:
        """Let functions of torch and methods of tensors, and so modules too, take the CPU for cuda."""
        from torch.overrides import TorchFunctionMode

        tensor, stand_in = torch.Tensor, self

        class CudaMeansCpu(TorchFunctionMode):  # type: ignore[misc]  # torch is not typed
            def __torch_function__(
                self, function: Any, types: Any, args: Any = (), kwargs: Any = None
            ) -> Any:
                if function in (tensor.cuda, tensor.pin_memory):
                    stand_in.used |= function is tensor.cuda
                    return args[0]
                numbers = function is tensor.to
                args = [stand_in._cpu(torch, value, numbers) for value in args]
                kwargs = {
                    key: stand_in._cpu(torch, value, numbers=key == "device")
                    for key, value in (kwargs or {}).items()
                }
                return function(*args, **kwargs)

        CudaMeansCpu().__enter__()

    def _cpu(self, torch: Any, value: Any, numbers: bool = True) -> Any:
        """The CPU if ``value`` is a GPU, otherwise ``value``; if ``numbers``, a whole number is a GPU."""
        if isinstance(value, torch.device):
            named = value.type == "cuda"
        elif isinstance(value, str):
            named = NAMED.fullmatch(value) is not None
        else:
            named = numbers and type(value) is int
        self.used |= named
        return torch.device("cpu") if named else value
