"""Names that are safe to show, in a terminal and as a file's name."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_LONGEST = 200  # bytes; a student's name is also a file's name


def one_line(text: str) -> str:
    """Text that can be encoded and shown in a terminal."""
    return _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text))


def safe(name: str) -> str:
    """A name as it can be shown and be a file's name: one line, no slashes, no leading dots, not too long."""
    name = unicodedata.normalize("NFC", one_line(_mended(name))).replace("/", "-").replace("\\", "-")
    name = " ".join(name.split()).lstrip(". ")
    name = name.encode()[:_LONGEST].decode(errors="ignore")
    return name.strip() or "unnamed"


def _mended(name: str) -> str:
    """A name whose UTF-8 some program took for the code page of DOS or Windows: ``Jos├⌐`` is ``José``."""
    if name.isascii():
        return name
    for encoding in ("cp437", "cp1252"):
        try:
            return name.encode(encoding).decode()
        except UnicodeError:
            continue
    return name
