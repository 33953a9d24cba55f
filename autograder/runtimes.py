"""What is known of the frameworks that student code uses; `candidate/` has its own part of it."""

from __future__ import annotations

from typing import NamedTuple


class Module(NamedTuple):
    """A module that notebooks import.

    Attributes:
        requirement: what to install for it, with the versions that assignments are made for.
        extra: ours that installs it; empty: it comes with each.
        runtimes: that bring it, the usual one first.
        needs: the module that it computes with.
    """

    requirement: str
    extra: str = ""
    runtimes: tuple[str, ...] = ()
    needs: str = ""


MODULES = {
    "torch": Module("torch~=2.13.0", "torch", ("torch", "transformers")),
    "transformers": Module("transformers~=5.24.0", "transformers", ("transformers",), "torch"),
    "tensorflow": Module("tensorflow~=2.21.0", "tensorflow", ("tensorflow",)),
    "keras": Module("keras~=3.15.0", "tensorflow", ("tensorflow", "torch", "transformers"), "tensorflow"),
    "sklearn": Module("scikit-learn~=1.9.0", "sklearn"),
    "matplotlib": Module("matplotlib~=3.11.0"),
    "numpy": Module("numpy~=2.4.0"),
    "pandas": Module("pandas~=3.1.0"),
    "scipy": Module("scipy~=1.17.0"),
}
EXTRAS = {name: module.extra for name, module in MODULES.items() if module.extra}
NUMBERS_FROM = {  # by runtime: the distributions that an answer's numbers come from
    "numpy": ("numpy",),
    "torch": ("numpy", "torch"),
    "tensorflow": ("numpy", "keras"),
    "transformers": ("numpy", "torch", "transformers"),
}
