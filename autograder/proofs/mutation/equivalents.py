"""Mutants that an author has checked and found as right as the reference, each with the reason."""

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
    """The content of ``equivalent_mutants.yml`` in an assignment's folder; empty if there is no file.

    Raises:
        AuthoringError: the file cannot be read, names an unknown operator or gives no reason.
    """
    path = folder / NAME
    if not path.exists():
        return []
    try:
        declared = msgspec.convert(YAML(typ="safe").load(path.read_bytes()) or [], list[Equivalent])
    except (YAMLError, msgspec.ValidationError) as error:
        reason = " ".join(str(error).split())
        raise AuthoringError(
            f"{path}: expected a list of question, operator, before, after and reason: {reason}"
        ) from error
    for equivalent in declared:
        if equivalent.operator not in OPERATORS:
            raise AuthoringError(
                f"{path}: there is no operator {equivalent.operator!r} (there are: {', '.join(OPERATORS)})."
            )
        if not equivalent.reason.strip():
            raise AuthoringError(
                f"{path}: say why `{equivalent.after}` of {equivalent.question} is as right."
            )
    return declared
