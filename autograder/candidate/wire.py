"""The wire between examiner and candidate: plain data in length-prefixed frames, and nothing else.

A frame is ``header length (u32) | payload length (u64) | header | payload``, little-endian. The header is one
MessagePack value; the payload holds the raw bytes of its arrays, one after the other. A value is a tree:

- ``None``, ``bool``, 64-bit ``int``, ``float``, ``str`` and ``bytes`` stand for themselves;
- everything else is a list that starts with a tag of ``Tag``.

The decoder is strict: it answers a value or raises ``WireError``, and it never allocates more than the limits
below allow. MessagePack maps, extensions and timestamps do not occur.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum
from types import EllipsisType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_HEADER = 4 * 2**20  # bytes
MAX_PAYLOAD = 512 * 2**20  # bytes
MAX_DEPTH = 32
MAX_VALUES = 500_000  # in one frame, so that decoding it takes a second at most
MAX_NEW_HANDLES = 10_000  # in one frame
MAX_INT_DIGITS = 1000
DTYPE_KINDS = "biufcSU"  # no objects, no records, no dates


class WireError(ValueError):
    """A frame that does not follow the rules; the text says which."""


class Tag(IntEnum):
    """What a list in a value tree represents."""

    LIST = 0  # items…
    TUPLE = 1  # items…
    DICT = 2  # key, value, key, value…
    ARRAY = 3  # framework, dtype, [shape…]; the bytes are the next in the payload
    HANDLE = 4  # id, type name, array or None
    INT = 5  # decimal digits of an integer beyond 64 bits
    SLICE = 6  # start, stop, step
    ELLIPSIS = 7


class Tensor(NamedTuple):
    """An array with the framework it was made with: ``numpy``, ``scalar``, ``torch`` or ``tensorflow``."""

    framework: str
    array: NDArray[Any]


class Handle(NamedTuple):
    """A reference to an object that stays in the candidate; a tensor's numbers come along."""

    id: int
    type_name: str
    array: NDArray[Any] | None


# --- values to trees ---

Foreign = Callable[[object], "Tensor | Handle | object"]


def pack(value: object, foreign: Foreign) -> tuple[Any, list[memoryview]]:
    """``value`` as a tree and its arrays' bytes.

    Args:
        foreign: turns an object that is not plain data into a ``Tensor``, a ``Handle`` or plain data.

    Raises:
        WireError: the value is nested too deeply, or holds itself.
    """
    payload: list[memoryview] = []
    return _pack(value, foreign, payload, 0), payload


def _pack(value: Any, foreign: Foreign, payload: list[memoryview], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise WireError(f"a value nested more than {MAX_DEPTH} deep, or one that holds itself")
    kind = type(value)
    if value is None or kind in (bool, float, str, bytes):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**63 else [Tag.INT, _digits(value)]
    if kind in (list, tuple):
        tag = Tag.LIST if kind is list else Tag.TUPLE
        return [tag, *(_pack(item, foreign, payload, depth + 1) for item in value)]
    if kind is dict:
        flat = [part for pair in value.items() for part in pair]
        return [Tag.DICT, *(_pack(part, foreign, payload, depth + 1) for part in flat)]
    if kind is slice:
        parts = (value.start, value.stop, value.step)
        return [Tag.SLICE, *(_pack(part, foreign, payload, depth + 1) for part in parts)]
    if kind is EllipsisType:
        return [Tag.ELLIPSIS]
    if kind is Tensor:
        return _pack_array(value, payload)
    if kind is Handle:
        array = None if value.array is None else _pack_array(Tensor("numpy", value.array), payload)
        return [Tag.HANDLE, value.id, value.type_name, array]
    if kind is np.ndarray and value.dtype.kind in DTYPE_KINDS:
        return _pack_array(Tensor("numpy", value), payload)
    if isinstance(value, np.generic) and value.dtype.kind in DTYPE_KINDS:
        return _pack_array(Tensor("scalar", np.asarray(value)), payload)
    return _pack(foreign(value), foreign, payload, depth + 1)


def _digits(value: int) -> str:
    if value.bit_length() > MAX_INT_DIGITS * 3:
        raise WireError(f"an integer of more than {MAX_INT_DIGITS} digits")
    return str(value)


def _pack_array(tensor: Tensor, payload: list[memoryview]) -> list[Any]:
    array = np.ascontiguousarray(tensor.array).reshape(tensor.array.shape)
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    if array.size:
        payload.append(memoryview(array.reshape(-1).view(np.uint8).data))
    return [Tag.ARRAY, tensor.framework, array.dtype.str, list(array.shape)]


# --- trees to values ---


def unpack(tree: Any, payload: memoryview, revive: Callable[[Tensor | Handle], object]) -> object:
    """The value that ``tree`` and ``payload`` represent.

    Args:
        revive: turns a ``Tensor`` or ``Handle`` into what this side uses for it.

    Raises:
        WireError: anything in it breaks a rule, including bytes left over.
    """
    reader = _Reader(payload, revive)
    value = reader.value(tree, 0)
    if reader.offset != len(payload):
        raise WireError("bytes in the payload that no array claims")
    return value


class _Reader:
    def __init__(self, payload: memoryview, revive: Callable[[Tensor | Handle], object]) -> None:
        self.payload = payload
        self.revive = revive
        self.offset = 0
        self.values = 0
        self.handles = 0

    def value(self, tree: Any, depth: int) -> Any:
        if tree is None or type(tree) in (bool, int, float, str, bytes):
            return tree
        if depth > MAX_DEPTH:
            raise WireError(f"a value nested more than {MAX_DEPTH} deep")
        if type(tree) is not list or not tree or type(tree[0]) is not int:
            raise WireError("a value without a tag")
        self.values += len(tree)
        if self.values > MAX_VALUES:
            raise WireError(f"more than {MAX_VALUES} values at once: an array would carry them")
        tag, rest = tree[0], tree[1:]
        if tag == Tag.LIST:
            return [self.value(item, depth + 1) for item in rest]
        if tag == Tag.TUPLE:
            return tuple(self.value(item, depth + 1) for item in rest)
        if tag == Tag.DICT:
            return self.dictionary(rest, depth)
        if tag == Tag.ARRAY:
            return self.revive(self.tensor(rest))
        if tag == Tag.HANDLE:
            return self.revive(self.handle(rest))
        if tag == Tag.INT:
            return self.integer(rest)
        if tag == Tag.SLICE and len(rest) == 3:
            return slice(*(self.value(part, depth + 1) for part in rest))
        if tag == Tag.ELLIPSIS and not rest:
            return ...
        raise WireError(f"an unknown tag {tag}")

    def dictionary(self, rest: list[Any], depth: int) -> dict[Any, Any]:
        if len(rest) % 2:
            raise WireError("a dict with a key but no value")
        keys = [_key(self.value(key, depth + 1)) for key in rest[::2]]
        return dict(zip(keys, (self.value(item, depth + 1) for item in rest[1::2]), strict=True))

    def handle(self, rest: list[Any]) -> Handle:
        self.handles += 1
        if self.handles > MAX_NEW_HANDLES:
            raise WireError(f"more than {MAX_NEW_HANDLES} objects at once")
        if len(rest) != 3 or type(rest[0]) is not int or type(rest[1]) is not str or not 0 <= rest[0] < 2**63:
            raise WireError("a handle that is not an id, a type name and an array")
        array = None
        if rest[2] is not None:
            if type(rest[2]) is not list or not rest[2] or rest[2][0] != Tag.ARRAY:
                raise WireError("a handle whose array is none")
            array = self.tensor(rest[2][1:]).array
        return Handle(rest[0], rest[1][:200], array)

    def integer(self, rest: list[Any]) -> int:
        if len(rest) != 1 or type(rest[0]) is not str or len(rest[0]) > MAX_INT_DIGITS + 1:
            raise WireError("an integer that is too long")
        if not rest[0].removeprefix("-").isdecimal() or not rest[0].isascii():
            raise WireError("an integer that is not digits")
        return int(rest[0])

    def tensor(self, rest: list[Any]) -> Tensor:
        if (
            len(rest) != 3
            or type(rest[0]) is not str
            or type(rest[1]) is not str
            or type(rest[2]) is not list
        ):
            raise WireError("an array that is not a framework, a dtype and a shape")
        framework, name, shape = rest
        if framework not in ("numpy", "scalar", "torch", "tensorflow"):
            raise WireError("an array of an unknown framework")
        dtype = _dtype(name)
        if len(shape) > 32 or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
            raise WireError("an array with an impossible shape")
        if math.prod(max(n, 1) for n in shape) * dtype.itemsize >= 2**62:  # numpy refuses it, even with a 0
            raise WireError("an array with an impossible shape")
        size = math.prod(shape) * dtype.itemsize
        if self.offset + size > len(self.payload):
            raise WireError("an array that is larger than the bytes that came")
        data = self.payload[self.offset : self.offset + size]
        self.offset += size
        if size:
            _check_content(dtype.kind, data)
        try:
            array = np.frombuffer(bytearray(data), dtype=dtype) if size else np.empty(0, dtype)
            return Tensor(framework, array.reshape(shape))
        except ValueError as error:  # no entries, but sides too long for numpy
            raise WireError("an array with an impossible shape") from error


def _check_content(kind: str, data: memoryview) -> None:
    """Check text and truth values, which numpy takes unchecked; numbers may be any bytes."""
    if kind == "U":
        points = np.frombuffer(data, "<u4")
        if np.any((points > 0x10FFFF) | ((points >= 0xD800) & (points <= 0xDFFF))):
            raise WireError("an array of text that is not Unicode")
    if kind == "b" and np.any(np.frombuffer(data, np.uint8) > 1):
        raise WireError("an array of truth values that are neither true nor false")


def _key(key: Any) -> Any:
    parts = key if type(key) is tuple else (key,)
    if not all(part is None or type(part) in (bool, int, float, str, bytes) for part in parts):
        raise WireError("a dict key that is not plain")
    return key


def _dtype(name: str) -> np.dtype[Any]:
    plain = (
        len(name) <= 10
        and len(name) >= 3
        and name[0] in "<|"
        and name[1] in DTYPE_KINDS
        and name[2:].isdecimal()
    )
    if not plain:
        raise WireError("an array of a dtype that is not plain numbers or text")
    try:
        dtype = np.dtype(name)
    except (TypeError, ValueError) as error:
        raise WireError("an array of an unknown dtype") from error
    if dtype.itemsize == 0:
        raise WireError("an array of a dtype without a size")
    return dtype
