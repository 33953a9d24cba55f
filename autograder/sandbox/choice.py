"""The walls around a candidate: which exist, which this machine has, how a zygote starts in them."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Protocol

from autograder.candidate.zygote.equipment import Equipment
from autograder.sandbox.docker import image
from autograder.sandbox.docker.docker import Docker
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.launch import Launch
from autograder.sandbox.namespaces import Namespaces
from autograder.sandbox.off import Off
from autograder.sandbox.probe import Layer, probe

__all__ = ["KINDS", "Layer", "Sandbox", "SandboxError", "choose", "probe"]

KINDS = ("auto", "namespaces", "docker", "off")


class Sandbox(Protocol):
    """An outer wall.

    Attributes:
        name: as in ``--sandbox``.
        layers: the walls in force, for people to read.
        single_use: each candidate gets a zygote of its own.
        needs_groups: the grader makes control groups for its candidates; a container has one of its own.
    """

    name: str
    layers: list[str]
    single_use: bool
    needs_groups: bool

    def start(self, equipment: Equipment, log: IO[bytes]) -> Launch:
        """Start a zygote behind this wall; ``log`` takes what it writes on standard error."""
        ...

    def versions(self) -> dict[str, str]:
        """Of the packages that student code runs with, as a zygote will say; empty if they cannot be told."""
        ...


def choose(kind: str, course: Path | None = None, device: str = "cpu") -> Sandbox:
    """The sandbox ``kind``; ``auto`` is ``namespaces``, or ``docker`` if a machine has only that.

    ``auto`` never means ``off``: running student code without walls is for a person to decide.

    Args:
        course: the folder with the answers, if it is known here.
        device: ``cpu`` or ``cuda``: what the candidates compute on.

    Raises:
        SandboxError: this machine cannot provide it, or the course is where a candidate can read it; the text
            says what to do.
    """
    match kind:
        case "off":
            return Off()
        case "docker" | "single-use":
            if reason := image.complaint(device):
                raise SandboxError(f"This machine cannot run the sandbox `docker`. {reason}")
            return Docker(kind == "single-use", device)
        case "namespaces":
            return _namespaces(course)
        case "auto":
            try:
                return _namespaces(course)
            except SandboxError as error:
                if reason := image.complaint(device):
                    raise SandboxError(f"{error} Containers cannot take its place. {reason}") from error
                return Docker(device=device)
    raise SandboxError(f"There is no sandbox {kind!r}; choose one of {', '.join(KINDS)}.")


def _namespaces(course: Path | None) -> Sandbox:
    missing = [layer for layer in probe() if layer.needed and not layer.available]
    if missing:
        raise SandboxError(
            "This machine cannot run the sandbox `namespaces`: "
            + "; ".join(f"{layer.name}: {layer.detail} ({layer.remedy})" for layer in missing)
            + ". To grade notebooks that you trust without walls, pass --sandbox off."
        )
    sandbox = Namespaces()
    for folder in sandbox.visible_folders():
        if course is not None and course.resolve().is_relative_to(Path(folder).resolve()):
            raise SandboxError(f"Student code can read everything in {folder}: move the course elsewhere.")
    return sandbox
