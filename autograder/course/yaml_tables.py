"""A table in YAML as a typed object; its first mistake is a sentence with file, line and key."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from autograder.course.plain_yaml import Keys, PlainYamlError, parse, shown


class Table(BaseModel):
    """A table whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Kind = TypeVar("Kind", bound=Table)


def read(kind: type[Kind], text: str, file: str, line: int = 1) -> Kind:
    """The table in ``text``, which begins in that line of the file.

    Raises:
        PlainYamlError: the first mistake in it, with file, line and key.
    """
    data, lines = parse("\n" * (line - 1) + text, file, line)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise PlainYamlError(_sentence(kind, file, line, _first(error), lines)) from None


def suggestion(name: str, names: Iterable[str]) -> str:
    """What was probably meant, to be put after an unknown name; empty if nothing is similar."""
    close = difflib.get_close_matches(name, list(names), n=1)
    return f', did you mean "{close[0]}"?' if close else ""


def _first(error: ValidationError) -> ErrorDetails:
    """The mistake to report first: a misspelt key is the cause of a missing one."""
    return min(error.errors(), key=lambda mistake: mistake["type"] != "extra_forbidden")


def _sentence(kind: type[Table], file: str, line: int, error: ErrorDetails, lines: dict[Keys, int]) -> str:
    where: Keys = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "contradiction":
        where += error["ctx"]["keys"]
    nearest = where
    while nearest and nearest not in lines:
        nearest = nearest[:-1]
    key = ".".join(map(str, where))
    return f'{file}, line {lines.get(nearest, line)}, key "{key}": {_complaint(kind, error, where)}'


def _complaint(kind: type[Table], error: ErrorDetails, where: Keys) -> str:
    if error["type"] == "contradiction":
        return error["msg"]
    fields = _at(kind, where[:-1]).model_fields
    if error["type"] == "missing":
        usual = fields[str(where[-1])].description
        return f"expected this key{f' ({usual})' if usual else ''}, but it is missing"
    if error["type"] == "extra_forbidden":
        return f"unknown key{suggestion(str(where[-1]), fields)} (expected one of: {', '.join(fields)})"
    expected = error["msg"] if error["type"] == "expected" else "a table of keys and values"
    return f"expected {expected}, got {shown(error['input'])}"


def _at(kind: type[Table], where: Keys) -> type[Table]:
    """The kind of table at that place."""
    keys = list(where)
    while keys:
        key = keys.pop(0)
        field = kind.model_fields.get(str(key))
        inner = _table_in(field.annotation) if field else None
        if inner is None:
            return kind
        if typing.get_origin(field and field.annotation) is dict and keys:
            keys.pop(0)
        kind = inner
    return kind


def _table_in(annotation: Any) -> type[Table] | None:
    """The table that a field holds: alone, optional, or as the values of a dict."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    return next(filter(None, map(_table_in, typing.get_args(annotation))), None)
