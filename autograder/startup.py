"""What is not worth importing."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any


def leave_out_address_grammars() -> None:
    """Spares this process the second or two in which ``rfc3987_syntax`` compiles 38 grammars.

    nbformat imports jsonschema, which imports that package where it is installed, to check the format of
    internet addresses. No schema of a notebook asks for that, and jsonschema does without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # importing it now fails


def collect_less_often() -> None:
    """For a process that imports much and then makes little: what it makes at its start stays to its end."""
    gc.set_threshold(50_000, 20, 20)


def leave_unopened(*packages: str) -> None:
    """Let ``packages`` run their ``__init__`` only when somebody asks for a name that it makes.

    For packages that import far more than the modules in them that are used here. Whoever imports such a
    package as usual finds it complete. One that is loaded already is left alone.

    Args:
        packages: dotted names; a package before its sub-packages.

    Raises:
        ModuleNotFoundError: there is no such package.
    """
    for package in packages:
        if package in sys.modules:
            continue
        spec = importlib.util.find_spec(package)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        module = importlib.util.module_from_spec(spec)
        module.__class__ = Unopened
        sys.modules[package] = module
        parent, _, name = package.rpartition(".")
        if parent:
            setattr(sys.modules[parent], name, module)


class Unopened(ModuleType):
    """A package whose ``__init__`` has not run yet."""

    def __getattr__(self, name: str) -> Any:
        """Comes into play where a name is missing: a module of the package is imported, all else opens it."""
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if importlib.util.find_spec(f"{self.__name__}.{name}") is not None:
            return importlib.import_module(f"{self.__name__}.{name}")
        self.__class__ = ModuleType  # type: ignore[assignment]  # from here on a package like any other
        assert self.__spec__ is not None
        assert self.__spec__.loader is not None
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)
