"""UTF-8 for all that a command reads and writes, whatever the locale; terminals get what they can show."""

from __future__ import annotations

import codecs
import locale
import os
import sys
import unicodedata
from io import TextIOWrapper

NEAREST = "autograder-nearest"  # the name of the error handler
_UTF8 = codecs.lookup("utf-8").name
_ASCII = {"✓": "+", "✗": "x", "◐": "~", "·": ".", "█": "#", "░": ".", "●": "*", "×": "x", "…": "..."}  # noqa: RUF001
_ASCII |= {"–": "-", "—": "-", "─": "-", "━": "-", "│": "|", "┃": "|", "’": "'", "“": '"', "”": '"'}  # noqa: RUF001
_ASCII |= {"→": "->", "−": "-"}  # noqa: RUF001


def use_utf8() -> None:
    """Make this process, and those that it starts, read and write text and file names in UTF-8.

    If the locale has another encoding, Python restarts in its UTF-8 mode.
    """
    if not sys.flags.utf8_mode and not _is_utf8(locale.getencoding()) and "PYTHONUTF8" not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONUTF8": "1"})
    codecs.register_error(NEAREST, nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=_encoding(stream), errors=NEAREST)


def nearest(error: UnicodeError) -> tuple[str, int]:
    """What to show for characters that a terminal lacks: the letter without its accent, or a sign."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_nearest, error.object[error.start : error.end])), error.end


def _nearest(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return _ASCII.get(character) or plain or "?"


def _encoding(stream: TextIOWrapper) -> str:
    """A terminal's own encoding; UTF-8 for files and pipes, unless Python was told another."""
    if os.environ.get("PYTHONIOENCODING"):
        return stream.encoding
    own = locale.getencoding()
    # ASCII means the C locale, in which a terminal most likely knows UTF-8.
    if stream.isatty() and codecs.lookup(own).name != "ascii":
        return own
    return _UTF8


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name == _UTF8
