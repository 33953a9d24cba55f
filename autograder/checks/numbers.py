"""Numbers that arrive, in a type whose arithmetic neither wraps around nor drops a part of them.

Truth values stay truth values, and single precision stays single precision. Whole numbers become ``int64`` if
all are small, so that their differences, products and sums fit; other numbers become ``float64``. Complex
numbers are refused unless they are asked for: compared or cast, they would lose their imaginary parts.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.failure import but_got
from autograder.message import Message

SMALL = 2**31  # the size up to which whole numbers stay whole
MOST = 2**26  # numbers in an array that is made of a wider type here: half a gibibyte then
KINDS = "biufc"
NARROW = [np.dtype(name) for name in ("i1", "i2", "i4", "u1", "u2", "u4", "f2", "c8")]
_COMPLEX = re.compile(r"complex|\.imag\b|\b[\d.]+j\b")


class Refused(TypeError):  # noqa: N818
    """These are not numbers to compute with.

    Attributes:
        expected: what they should be, for the student.
        came: what they are, for the student.
    """

    def __init__(self, expected: Message, came: Message | str) -> None:
        self.message = but_got(expected, came)
        super().__init__(str(self.message))
        self.expected = expected
        self.came = came


def described(type_name: str) -> Message:
    """A value that is not made of numbers, in a sentence."""
    if type_name == "ndarray":
        return Message("an array of objects (rows of different lengths, or something else than numbers)")
    return Message("a value of type {type}", {"type": type_name})


def numbers(value: Any, allow_complex: bool = False) -> NDArray[Any]:
    """The numbers of ``value``: ``bool``, ``int64``, ``float32``, ``float64`` or, if allowed, ``complex128``.

    Raises:
        Refused: it holds something else.
    """
    try:
        array = np.asarray(value)
    except Refused:
        raise
    except (TypeError, ValueError):  # rows of different lengths, or an object that is no array
        array = np.asarray(None)
    if array.dtype.kind not in KINDS:
        raise Refused(Message("an array of numbers"), _description(value, array))
    return settled(array, allow_complex)


def _description(value: Any, array: NDArray[Any]) -> Message:
    """What ``value`` is, which numpy turned into the ``array`` without numbers."""
    if value is None:
        return Message("None (is a `return` missing?)")
    if array.dtype.kind in "US" and array.size:
        return Message("text") if isinstance(value, str | bytes) else Message("an array of text")
    if isinstance(value, list | tuple):
        return Message(
            "a {type} whose rows differ in length, or that holds something else than numbers",
            {"type": type(value).__name__},
        )
    return described(getattr(value, "type_name", type(value).__name__))


def settled(array: NDArray[Any], allow_complex: bool = False) -> NDArray[Any]:
    """An array of numbers in a type that cannot wrap.

    Raises:
        Refused: its numbers are complex, which is not allowed, or too many.
    """
    if array.size > MOST and array.dtype in NARROW:
        raise Refused(Message("an array of at most {most} numbers", {"most": MOST}), str(array.size))
    if not allow_complex:
        array = real(array)
    kind = array.dtype.kind
    if kind in "iu":
        return array.astype(np.int64 if _small(array) else np.float64, copy=False)
    if kind == "b" or array.dtype == np.float32:
        return array
    with np.errstate(all="ignore"):  # a number that is too large here becomes infinite
        return array.astype(np.complex128 if kind == "c" else np.float64, copy=False)


def real(array: NDArray[Any]) -> NDArray[Any]:
    """``array``; complex numbers without imaginary parts become real.

    Raises:
        Refused: they have imaginary parts.
    """
    if array.dtype.kind != "c":
        return array
    if not np.all(array.imag == 0):
        raise Refused(
            Message("real numbers"), Message("complex ones, with imaginary parts that are not zero")
        )
    return array.real.copy()


def _small(array: NDArray[Any]) -> bool:
    return not array.size or (int(array.min()) >= -SMALL and int(array.max()) <= SMALL)


def wide(array: NDArray[Any]) -> NDArray[Any]:
    """As ``float64``, or ``complex128``, for arithmetic; truth values too."""
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64, copy=False)


def number(value: Any) -> float:
    """The one real number that ``value`` is.

    Raises:
        Refused: it is something else.
    """
    array = numbers(value)
    if array.size != 1:
        raise Refused(
            Message("one number"), Message("an array of shape {shape}", {"shape": str(array.shape)})
        )
    return float(array.reshape(())[()])


def mentions_complex(test_source: str) -> bool:
    """Whether the tests in a test file work with complex numbers: they name them somehow."""
    return bool(_COMPLEX.search(test_source))
