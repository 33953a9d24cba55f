"""The candidate's objects as the examiner sees them: plain data, tensors, and handles to everything else."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.candidate.keeping import snapshot
from autograder.candidate.wire import Handle, Tensor, WireError

MAX_HANDLES = 100_000
EAGER_BYTES = 2**20  # a tensor's numbers come along with its handle up to this size


class Objects:
    """Objects that the examiner holds a handle to, and how every object crosses the wire."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self._held: dict[int, object] = {}
        self.kept: dict[tuple[str, str], object] = {}
        self._next = 0

    def do(self, verb: str, operands: tuple[Any, ...]) -> object:
        """Carry out one request; see ``messages.Do``."""
        return _VERBS[verb](self, *operands)

    def release(self, ids: list[int]) -> None:
        """Forget objects that the examiner no longer holds."""
        for id_ in ids:
            self._held.pop(id_, None)

    def revive(self, value: Tensor | Handle) -> object:
        """What the examiner sent, as student code expects it."""
        if type(value) is Handle:
            return self._held[value.id]
        assert type(value) is Tensor
        if value.framework == "scalar":
            return value.array[()]
        if value.framework == "torch":
            import torch

            return torch.from_numpy(value.array)
        if value.framework == "tensorflow":
            import tensorflow as tf

            return tf.constant(value.array)
        return value.array

    def foreign(self, value: object) -> object:
        """The form in which ``value``, which is not plain data, crosses the wire.

        Raises:
            WireError: the examiner holds too many objects already.
        """
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Size):
            return tuple(value)
        array = numbers(value)
        if array is not None and array.nbytes > EAGER_BYTES:
            array = None
        if len(self._held) >= MAX_HANDLES:
            raise WireError("too many objects held at once")
        self._next += 1
        self._held[self._next] = value
        return Handle(self._next, type(value).__qualname__, array)


def numbers(value: object) -> np.ndarray[Any, Any] | None:
    """The numbers of a tensor of any framework as a numpy array, or None if ``value`` is not a tensor."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _as_numpy_dtype(value.detach().cpu().resolve_conj().resolve_neg())
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, tensorflow.Tensor | tensorflow.Variable):
        return _widen(np.asarray(value.numpy()))
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(value, keras.Variable):
        return _widen(np.asarray(value.numpy()))
    return None


def _as_numpy_dtype(tensor: Any) -> np.ndarray[Any, Any]:
    import torch

    if tensor.dtype == torch.bfloat16:  # numpy has no such type
        tensor = tensor.float()
    return np.asarray(tensor.numpy())


def _widen(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array if array.dtype.kind in "biufcSU" else array.astype(np.float32)


def _keep(objects: Objects, question: str, names: list[str], lent: list[str]) -> None:
    """Keep the values of the names at the end of ``question``, whatever they mean later.

    Args:
        lent: names whose data and code later cells may not change either.
    """
    values = {name: objects.names[name] for name in names if name in objects.names}
    values |= snapshot(objects.names, lent)
    objects.kept.update({(question, name): value for name, value in values.items()})


def _call(_: Objects, target: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    return target(*args, **kwargs)


def _array(_: Objects, target: object) -> object:
    array = numbers(target)
    return np.asarray(target) if array is None else array


_VERBS: dict[str, Callable[..., object]] = {
    "name": lambda objects, name: objects.names[name],
    "keep": _keep,
    "kept": lambda objects, question, name: objects.kept[question, name],
    "attr": lambda _, target, name: getattr(target, name),
    "call": _call,
    "item": lambda _, target, key: operator.getitem(target, key),
    "len": lambda _, target: len(target),
    "list": lambda _, target: list(target),
    "array": _array,
}
