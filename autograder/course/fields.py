"""Field types of ``grading.yml`` and their error messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, WrapValidator
from pydantic import ValidatorFunctionWrapHandler as Handler
from pydantic_core import PydanticCustomError

from autograder.course import deadlines
from autograder.languages.catalogues import languages


def expects(what: str) -> WrapValidator:
    """Makes every error of a field say what was expected there."""

    def check(value: Any, handler: Handler) -> Any:
        try:
            return handler(value)
        except ValueError as error:
            raise PydanticCustomError("expected", "{what}", {"what": what}) from error

    return WrapValidator(check)


def contradiction(what: str, *keys: str) -> PydanticCustomError:
    """The error of a table whose values exclude each other; ``keys`` lead from it to the one to change."""
    return PydanticCustomError("contradiction", "{what}", {"what": what, "keys": keys})


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else deadlines.moment(str(value), None)


def _zone(name: str) -> str:
    deadlines.zone(name)
    return name


def _language(name: str) -> str:
    if name not in languages():
        raise ValueError("there are no messages in it")
    return name


def _part_or_number(value: float) -> float:
    if value <= 0 or (value > 1 and value != int(value)):
        raise ValueError("neither a part of a GPU nor a number of them")
    return value


Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Seconds = Annotated[Number, Field(gt=0), expects("a number of seconds greater than 0")]
MiB = Annotated[int, Field(strict=True, gt=0), expects("a whole number of MiB greater than 0")]
Minutes = Annotated[Number, Field(ge=0), expects("a number of minutes, 0 or more")]
Steps = Annotated[int, Field(strict=True, ge=0), expects("a number of training steps, or 0 for never")]
Share = Annotated[Number, Field(ge=0, le=1), expects("a share from 0 to 1 (0.1 is ten percent)")]
Weight = Annotated[Number, Field(ge=0), expects("a number, 0 or more")]
Flag = Annotated[bool, Field(strict=True), expects("true or false")]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    expects(
        "a date and time with its time zone, such as 2027-02-01T23:59:00+00:00, "
        "or without it if the course has a timezone"
    ),
]
Zone = Annotated[
    str, Field(strict=True), AfterValidator(_zone), expects("an IANA time zone, such as Europe/Lisbon")
]
Language = Annotated[
    str, Field(strict=True), AfterValidator(_language), expects(f"a language: {', '.join(languages())}")
]
Text = Annotated[str, Field(strict=True, pattern=r"\S"), expects("some text")]
Runtime = Annotated[
    Literal["numpy", "torch", "tensorflow", "transformers"],
    expects("numpy, torch, tensorflow or transformers"),
]
Device = Annotated[Literal["any", "cpu", "cuda"], expects("any, cpu or cuda")]
Gpus = Annotated[
    Number,
    AfterValidator(_part_or_number),
    expects("a number of GPUs, such as 2, or a part of one, such as 0.5"),
]
# An assignment's name is also a folder and a file.
Slug = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100),
    expects("a name of letters, digits, dots, hyphens and underscores"),
]
