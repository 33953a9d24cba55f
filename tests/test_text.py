"""Text of students is shown without what terminals and readers would obey."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.text import clean, clean_line, duration, number


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Émile 東京 🎓", "Émile 東京 🎓"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("dos\r\nand mac\rends", "dos\nand mac\nends"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("bell\x07 null\x00 back\x08", "bell null back"),
        ("right\u202eto left", "rightto left"),
        ("half \ud800 a character", "half \ufffd a character"),
    ],
)
def test_escapes_and_controls_go_and_the_rest_stays(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_line_is_one_line() -> None:
    assert clean_line("  a\n\n b\t\x1b[1mc ") == "a b c"


@given(st.text(alphabet=st.characters(codec=None)))
def test_whatever_comes_nothing_dangerous_leaves(text: str) -> None:
    shown = clean(text)
    assert not set(shown) & {chr(code) for code in [*range(9), *range(11, 32), *range(127, 160)]}
    shown.encode()


def test_a_flood_of_escapes_is_cleaned_fast() -> None:
    assert clean("\x1b]" * 200_000 + "\x1b[" * 200_000) == ""


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (2.0, 2, "2"),
        (0.5, 2, "0.5"),
        (66.666, 2, "66.67"),
        (-0.001, 2, "0"),
        (100.0, 0, "100"),
        (1e6, 2, "1000000"),
    ],
)
def test_numbers_have_no_needless_digits(value: float, digits: int, shown: str) -> None:
    assert number(value, digits) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.44, "0.4 s"), (59.4, "59 s"), (59.9, "1 min 0 s"), (185, "3 min 5 s"), (7800, "2 h 10 min")],
)
def test_durations_read_like_a_person_says_them(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown
