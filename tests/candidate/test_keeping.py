"""What is kept of a notebook's names is what they were, whatever later cells do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.candidate.keeping import snapshot

FIRST = """
import abc
import math

def helper(x):
    return math.sqrt(x)

def root(x, *, times=1):
    "The root."
    return times * helper(x)

class Base(abc.ABC):
    def double(self, x):
        return 2 * helper(x)

class Layer(Base):
    size = 3

    def __init__(self):
        super().__init__()
        self.w = 1

    def __call__(self, x):
        return self.double(x) + self.w

    @staticmethod
    def fixed(x):
        return helper(x)

    @classmethod
    def made(cls):
        return cls()

    @property
    def half(self):
        return helper(self.w) / 2
"""
LATER = [
    "def helper(x): return 0",
    "helper.__code__ = (lambda x: 0).__code__",
    "root.__code__ = (lambda x, *, times=1: 0).__code__",
    "root.__kwdefaults__ = {'times': 0}",
    "root.__kwdefaults__['times'] = 0",
    "import types; math = types.SimpleNamespace(sqrt=lambda x: 0)",
    "Layer.__call__ = lambda self, x: 0",
    "Base.double = lambda self, x: 0\nBase.fixed = 0",
    "Layer.double = lambda self, x: 0",
    "Layer.__init__ = lambda self: None\nLayer.w = 0",
    "Layer.fixed = staticmethod(lambda x: 0)",
    "Layer.half = 0",
    "del Layer, root, helper, Base",
]


def notebook() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(FIRST, names)
    return names


@pytest.mark.parametrize("later", LATER)
def test_functions_and_classes_stay_what_they_were(later: str) -> None:
    names = notebook()
    then = snapshot(names, ["root", "Layer", "missing"])
    exec(later, names)
    root, layer_class = then["root"], then["Layer"]
    assert set(then) == {"root", "Layer"}
    assert callable(root)
    assert root(9.0) == 3
    assert root(9.0, times=2) == 6
    assert root.__doc__ == "The root."
    assert isinstance(layer_class, type)
    assert layer_class.__name__ == "Layer"
    layer: Any = layer_class()
    assert layer.fixed(4.0) == 2
    assert layer.made().half == 0.5
    assert layer.size == 3
    assert layer.double(4.0) == 4
    assert layer(4.0) == 5


def test_what_is_not_the_notebooks_is_kept_itself() -> None:
    names = notebook() | {"array": np.ndarray, "function": np.tanh, "layer": object()}
    then = snapshot(names, ["array", "function", "layer", "math"])
    assert all(then[name] is names[name] for name in then)


def test_layers_of_frameworks_are_kept() -> None:
    torch = pytest.importorskip("torch")
    names: dict[str, Any] = {"__name__": "__main__", "torch": torch}
    source = """
class Layer(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        self.linear = torch.nn.Linear(n, n)
    def forward(self, x):
        return self.linear(x) * 0 + 2
"""
    exec(source, names)
    then: Any = snapshot(names, ["Layer"])
    exec("Layer.forward = lambda self, x: x", names)
    assert then["Layer"](2)(torch.ones(2)).tolist() == [2, 2]
    assert isinstance(then["Layer"](2), names["Layer"])
