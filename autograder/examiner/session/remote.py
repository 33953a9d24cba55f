"""Remote objects: what an Otter test case gets in place of the student's own.

Plain data and numpy arrays arrive as themselves. Everything else is a ``Remote``, whose attributes, items and
calls go to the candidate. A ``RemoteTensor`` is one whose numbers have arrived, and what a test asks of the
numbers is answered here, from them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from autograder.candidate.wire import Handle, Tensor
from autograder.checks.numbers import described, real
from autograder.examiner.misconceptions.recorder import Recorder
from autograder.examiner.session.session import Session, StudentError, tensor_of
from autograder.message import Message

CLAIMED = ("shape", "ndim")  # what an object says of itself counts less than the numbers that arrive
OF_NUMBERS = frozenset(
    ["shape", "dtype", "ndim", "T", "tolist", "item", "sum", "mean", "min", "max", "argmax", "all"]
)
SAME_NUMBERS = ("detach", "cpu", "numpy", "clone", "contiguous")  # methods of tensors that change no number


class MissingName(NameError):  # noqa: N818
    """A test asks for a name that the notebook does not define."""

    name: str

    def __init__(self, name: str) -> None:
        self.message = Message(
            "Your notebook does not define `{name}`: the cell that does is missing, or failed.",
            {"name": name},
        )
        super().__init__(str(self.message), name=name)


class MissingAttribute(StudentError, AttributeError):  # noqa: N818
    """A student's object has no such attribute; ``hasattr`` in a test sees it."""


class Remote:
    """An object that stays in the candidate."""

    def __init__(self, link: Link, handle: Handle) -> None:
        self._link = link
        self._handle = handle

    @property
    def type_name(self) -> str:
        """What the object's type is called, or so the candidate says."""
        return self._handle.type_name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # numpy and the interpreter probe for protocols that we do not speak
            raise AttributeError(name)
        if name in CLAIMED:
            return getattr(np.asarray(self), name)
        try:
            return self._link.do("attr", self, name)
        except StudentError as error:
            if error.raised.type_name == "AttributeError":
                raise MissingAttribute(error.raised, error.who) from None
            raise

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._link.do("call", self, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        return self._link.do("item", self, key)

    def __len__(self) -> int:
        length = self._link.do("len", self)
        if type(length) is not int or length < 0:
            raise TypeError("the length that arrived is no number")
        return length

    def __iter__(self) -> Iterator[Any]:
        items = self._link.do("list", self)
        if type(items) is not list:
            raise TypeError("what arrived is no list")
        return iter(items)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        array = self._link.do("array", self)
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{described(self.type_name)} is not an array of numbers")
        return array if dtype is None else array.astype(dtype)

    def __bool__(self) -> bool:
        raise TypeError(
            f"a remote object of type {self.type_name} is neither true nor false: compare its values"
        )

    def __repr__(self) -> str:
        return f"<remote {self.type_name}>"

    def __del__(self) -> None:
        self._link.release(self._handle.id)


class RemoteTensor(Remote, NDArrayOperatorsMixin):
    """A tensor: its numbers have arrived, its gradients and graph stay in the candidate."""

    __hash__ = object.__hash__

    def __init__(self, link: Link, handle: Handle) -> None:
        super().__init__(link, handle)
        self._array = None if handle.array is None else link.allowed(handle.array)

    @property
    def array(self) -> NDArray[Any]:
        """The numbers that arrived; a large tensor's are fetched at the first use."""
        if self._array is None:
            self._array = super().__array__()
        return self._array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self.array.copy() if dtype is None else self.array.astype(dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        arrays = (np.asarray(value) if isinstance(value, RemoteTensor) else value for value in inputs)
        return getattr(ufunc, method)(*arrays, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name in OF_NUMBERS:
            return getattr(self.array, name)
        if name == "numpy":
            return self.array.copy
        if name in SAME_NUMBERS:
            return lambda: self
        return super().__getattr__(name)

    def __getitem__(self, key: Any) -> Any:
        return self.array[key]

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array)

    def __float__(self) -> float:
        return float(self.array)

    def __int__(self) -> int:
        return int(self.array)

    def __index__(self) -> int:
        return operator.index(self.array)

    def __bool__(self) -> bool:
        return bool(self.array)


class OwnTensor(RemoteTensor):
    """A tensor of a test's own numbers: nothing crosses before somebody is to work with it.

    Args:
        module: torch, with which it is made then.
    """

    def __init__(self, module: Remote, array: NDArray[Any]) -> None:
        self._link = module._link
        self._array = array.copy()
        self._module = module

    @cached_property
    def _made(self) -> Remote:
        tensor: Remote = self._module.tensor(self._array)
        return tensor

    @property
    def _handle(self) -> Handle:  # type: ignore[override]
        return self._made._handle

    @property
    def type_name(self) -> str:
        return "Tensor"

    def __del__(self) -> None:
        """What was made is released by itself."""


class Link:
    """Everything that crosses between the examiner's objects and one session's.

    Args:
        recorder: takes down what arrives, if that is asked for.
        allow_complex: if not, complex numbers are refused; see ``numbers.mentions_complex``.
    """

    def __init__(
        self, session: Session, recorder: Recorder | None = None, allow_complex: bool = True
    ) -> None:
        self._session = session
        self._recorder = recorder
        self._allow_complex = allow_complex

    def name(self, name: str, home: str | None = None) -> Any:
        """The notebook's global ``name``, or what it was at the end of the question ``home``.

        Raises:
            MissingName: it is not defined.
        """
        try:
            return self.do("kept", home, name) if home else self.do("name", name)
        except StudentError as error:
            if error.raised.type_name != "KeyError":
                raise
            if self._recorder is not None:
                self._recorder.missing()
            raise MissingName(name) from None

    def do(self, verb: str, *operands: Any) -> Any:
        try:
            value = self._session.do(verb, operands, self._foreign, self._revive)
        except StudentError as error:
            if self._recorder is not None:
                self._recorder.raised(error.raised.type_name, error.raised.message)
            raise
        if self._recorder is not None:
            self._recorder.arrived(value)
        return value

    def release(self, id_: int) -> None:
        """Tell the candidate, with the next request, that nobody holds this object any more."""
        self._session.released.append(id_)

    def _foreign(self, value: object) -> object:
        if isinstance(value, Remote) and value._link is self:
            return Handle(value._handle.id, "", None)
        if isinstance(value, RemoteTensor):  # of the reference, say: its numbers are copied
            return Tensor(_framework(value.type_name), value.array)
        tensor = tensor_of(value)
        if tensor is None:
            raise TypeError(
                f"a test cannot hand a {type(value).__name__} to student code: only plain data crosses"
            )
        return tensor

    def _revive(self, value: Tensor | Handle) -> object:
        if isinstance(value, Handle):
            is_tensor = value.array is not None or _framework(value.type_name) != "numpy"
            return (RemoteTensor if is_tensor else Remote)(self, value)
        array = self.allowed(value.array)
        return array[()] if value.framework == "scalar" else array

    def allowed(self, array: NDArray[Any]) -> NDArray[Any]:
        """An array that arrived, unless its numbers are complex and may not be."""
        return array if self._allow_complex else real(array)


def arrived_numbers(value: object) -> NDArray[Any] | None:
    """The numbers that came with a remote object; None if none did, or not yet."""
    return value._array if isinstance(value, RemoteTensor) else None


def _framework(type_name: str) -> str:
    if type_name in ("Tensor", "Parameter"):
        return "torch"
    return "tensorflow" if type_name in ("EagerTensor", "ResourceVariable", "Variable") else "numpy"


class Environment(Mapping[str, Any]):
    """The names that a test case can ask for: the reserved ones first, then the notebook's.

    Args:
        borrowed: names of the notebook's that are other questions', to the question that they belong to.
    """

    def __init__(
        self,
        link: Link,
        reserved: Mapping[str, Callable[[], Any]],
        borrowed: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._link = link
        self._reserved = reserved
        self._borrowed = borrowed

    def __getitem__(self, name: str) -> Any:
        make = self._reserved.get(name)
        return make() if make is not None else self._link.name(name, self._borrowed.get(name))

    def get(self, name: str, default: Any = None) -> Any:
        """As Otter asks; a missing name raises, because a test that got None would confuse its reader."""
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reserved)

    def __len__(self) -> int:
        return len(self._reserved)
