"""Text that a student wrote, and numbers, made fit to be shown."""

from __future__ import annotations

import re

# What a terminal would obey instead of show: colours and cursor moves, titles and links, the rest.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"
)
# Control characters but tab and newline, and the marks that turn the direction of the text around them.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HALVES = re.compile("[\ud800-\udfff]")

_SIGNS = "=+\\-@＝＋－＠"  # noqa: RUF001 - with which a formula begins, in some spreadsheet
# Where a cell may begin for a program that separates columns with another character than the comma. White
# space and quotes before a formula do not disarm it.
_CELL = re.compile(rf"(^|[;,|\t\r\n])(?=[\s\"']*[{_SIGNS}])")
_MARKED = re.compile(rf"(^|[;,|\t\r\n])'(?=[\s\"']*[{_SIGNS}])")


def clean(text: str) -> str:
    """The same text without escape sequences and control characters; tabs and newlines stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _HALVES.sub("\ufffd", _CONTROLS.sub("", text))


def clean_line(text: str) -> str:
    """`clean` on one line: each run of white space is one space."""
    return " ".join(clean(text).split())


def text_field(text: str) -> str:
    """Text that no spreadsheet takes for a formula, whatever it separates columns with."""
    marked = _CELL.sub(r"\1'", clean(text))
    return f"'{marked}" if text[:1] in ("\t", "\r", "\n") and not marked.startswith("'") else marked


def plain_text(field: str) -> str:
    """The text of which `text_field` made this, if it was clean and began with no white space."""
    return _MARKED.sub(r"\1", field)


def number(value: float, digits: int = 2) -> str:
    """Up to ``digits`` decimals, without trailing zeros: 2, 0.5, 66.67."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def duration(seconds: float) -> str:
    """For people: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min."""
    if seconds < 10:
        return f"{number(seconds, 1)} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
