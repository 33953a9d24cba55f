"""Points and rubric items as people write them, whatever their language's decimal sign."""

from __future__ import annotations

import re

from autograder.text import clean_line

_NUMBER = re.compile(r"#?([0-9]{1,18})")
_POINTS = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,30})?|[.,][0-9]{1,30})")
_LONGEST = 50  # characters that are quoted


def number_of(text: str) -> int:
    """The number of a rubric item, of a submission or of a mark: 12 or #12.

    Raises:
        ValueError: it is none; here and below the message is a sentence that begins in lower case.
    """
    if match := _NUMBER.fullmatch(text):
        return int(match[1])
    raise ValueError(f'"{clean_line(text)[:_LONGEST]}" is no number.')


def points_of(text: str) -> float:
    """Points: 2, 0.5 or 0,5."""
    if _POINTS.fullmatch(text):
        return float(text.replace(",", "."))
    raise ValueError(f'the points "{clean_line(text)[:_LONGEST]}" are no number: write one such as 2 or 0.5.')


def items_of(text: str) -> tuple[int, ...]:
    """The numbers of rubric items: #1 #2."""
    try:
        return tuple(number_of(word) for word in re.split(r"[\s,;+]+", text) if word)
    except ValueError:
        raise ValueError(
            f'the items "{clean_line(text)[:_LONGEST]}" are no numbers of rubric items: write them as #1 #2.'
        ) from None
