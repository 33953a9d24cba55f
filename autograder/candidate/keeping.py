"""A snapshot of a notebook's names at the end of a question, which later cells cannot change.

Functions and classes of the notebook are kept as copies that read the global names of that moment, so that no
later cell changes them by redefining a method, a helper or a module. Data is copied. Anything else is kept as
the object itself: it still changes in place, and with a class that it calls by `super()`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FunctionType
from typing import Any

import numpy as np

NOT_COPIED = (
    "__dict__",
    "__weakref__",
    "__slots__",
    "_abc_impl",
    "__abstractmethods__",
)  # Python makes new ones


def snapshot(names: dict[str, Any], chosen: Iterable[str]) -> dict[str, object]:
    """The values of the ``chosen`` names as they are now; undefined names are left out."""
    then = dict(names)
    then |= {name: _copy(value, names, then) for name, value in names.items() if _is_own(value, names)}
    return {name: _snapshot(names[name], names, then) for name in chosen if name in names}


def _snapshot(value: Any, names: dict[str, Any], then: dict[str, Any]) -> object:
    if isinstance(value, type):
        return _class(value, names, then) if value.__module__ == names.get("__name__") else value
    return _copy(value, names, then) if _is_own(value, names) else _data(value)


def _is_own(value: Any, names: dict[str, Any]) -> bool:
    """Whether ``value`` is a function of the notebook."""
    return type(value) is FunctionType and value.__globals__ is names


def _copy(value: Any, names: dict[str, Any], then: dict[str, Any]) -> Any:
    """A copy of a function, or of a class member made of functions, with ``then`` as its global names."""
    if isinstance(value, staticmethod | classmethod):
        return type(value)(_copy(value.__func__, names, then))
    if type(value) is property:
        read, write, delete = (_copy(part, names, then) for part in (value.fget, value.fset, value.fdel))
        return property(read, write, delete, value.__doc__)
    if not _is_own(value, names):
        return value
    copy = FunctionType(value.__code__, then, value.__name__, value.__defaults__, value.__closure__)
    copy.__kwdefaults__ = value.__kwdefaults__ and dict(value.__kwdefaults__)
    copy.__qualname__ = value.__qualname__
    copy.__annotations__ = value.__annotations__
    copy.__dict__.update(value.__dict__)
    return copy


def _class(value: Any, names: dict[str, Any], then: dict[str, Any]) -> type:
    """A subclass with copies of all members that come from classes of the notebook."""
    members: dict[str, Any] = {}
    for base in reversed(value.__mro__):
        if base.__module__ == names.get("__name__"):
            members |= vars(base)
    copies = {name: _copy(member, names, then) for name, member in members.items() if name not in NOT_COPIED}
    copy: type = type(value)(value.__name__, (value,), copies)
    return copy


def _data(value: Any) -> object:
    """Copies of arrays, tensors, lists and dictionaries; anything else is returned itself."""
    torch = sys.modules.get("torch")
    if type(value) is np.ndarray:
        return value.copy()
    if torch is not None and type(value) is torch.Tensor:
        return value.detach().clone()
    if type(value) is list or type(value) is tuple:
        return type(value)(map(_data, value))
    return {key: _data(item) for key, item in value.items()} if type(value) is dict else value
