"""Mutants that an author has looked at and found as right as the reference, each with the reason."""

from __future__ import annotations

from pathlib import Path

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from autograder.assignment.errors import AuthoringError
from autograder.proofs.mutation.operators import OPERATORS

NAME = "equivalent_mutants.yml"


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change that need not be noticed.

    Attributes:
        before: the changed lines as they were, without indentation; several are joined by a blank.
        reason: why the changed answer is as right as the reference.
    """

    question: str
    operator: str
    before: str
    after: str
    reason: str

    @property
    def mark(self) -> tuple[str, str, str, str]:
        return self.question, self.operator, self.before, self.after

    @property
    def name(self) -> str:
        return f"{self.question}, {self.operator}: {self.after}"


def equivalents(folder: Path) -> list[Equivalent]:
    """What stands in ``equivalent_mutants.yml`` of an assignment's folder; nothing where there is no file.

    Raises:
        AuthoringError: the file is not as it must be.
    """
    path = folder / NAME
    if not path.exists():
        return []
    try:
        found = msgspec.convert(YAML(typ="safe").load(path.read_bytes()) or [], list[Equivalent])
    except (YAMLError, msgspec.ValidationError) as error:
        said = " ".join(str(error).split())
        raise AuthoringError(
            f"{path}: expected a list of question, operator, before, after and reason: {said}"
        ) from error
    for one in found:
        if one.operator not in OPERATORS:
            raise AuthoringError(
                f"{path}: there is no operator {one.operator!r} (there are: {', '.join(OPERATORS)})."
            )
        if not one.reason.strip():
            raise AuthoringError(f"{path}: say why `{one.after}` of {one.question} is as right.")
    return found
