"""Names in zips that do not say their encoding: many programs write UTF-8, or their country's code page."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from zipfile import ZipInfo

from autograder import limits

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # the extra field in which some programs repeat a name in UTF-8
# Windows writes names in the code page that DOS had in its country. The first of equally likely ones wins.
_CODE_PAGES = ("cp437", "cp850", "cp852", "cp866", "cp1252", "cp932")
_ENDING = re.compile(r"\.\w+$")


def names(infos: Sequence[ZipInfo]) -> list[str]:
    """The members' names, their accents right as far as that can be told; one zip has one encoding."""
    raw_names = {i: _bytes(info) for i, info in enumerate(infos) if not info.flag_bits & UTF8_FLAG}
    decoded = [info.filename for info in infos]
    encoding = _likeliest([raw for raw in raw_names.values() if not raw.isascii()])
    for i, raw in raw_names.items():
        decoded[i] = _in_extra(infos[i], raw) or _utf8(raw) or raw.decode(encoding, "replace")
    return [name.replace("\\", "/") for name in decoded]


def _bytes(info: ZipInfo) -> bytes:
    """The name as it is in the zip: Python took it for code page 437."""
    return info.orig_filename.split("\0")[0].encode("cp437", "replace")


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


def _in_extra(info: ZipInfo, raw: bytes) -> str:
    """The name in the extra field of Info-ZIP, if it is this name's."""
    extra, offset = info.extra, 0
    while offset + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, offset)
        data = extra[offset + 4 : offset + 4 + length]
        offset += 4 + length
        if kind == UNICODE_PATH and len(data) > 5 and data[0] == 1:
            (checksum,) = struct.unpack_from("<L", data, 1)
            return _utf8(data[5:]) if checksum == zlib.crc32(raw) else ""
    return ""


def _likeliest(raw_names: Sequence[bytes]) -> str:
    """The code page in which names look most like names."""
    samples = [raw[: limits.NAME_CHARACTERS] for raw in raw_names if not _utf8(raw)][:1000]
    return min(_CODE_PAGES, key=lambda page: sum(_oddity(raw, page) for raw in samples))


def _oddity(raw: bytes, page: str) -> float:
    """How little bytes look like a name in a code page; 0 is a name without anything odd."""
    try:
        text = raw.decode(page)
    except UnicodeDecodeError:
        return 10.0 * len(raw)
    odd = 0.0
    previous = " "
    for letter in _ENDING.sub("", text):
        script = _script(letter)
        if not letter.isascii() and not script:
            odd += 3  # a line, a currency, a fraction: in no name
        if script and previous.isalpha():
            odd += 2 * (script != _script(previous))
            odd += letter.isupper() and previous.islower()
        previous = letter
    return odd


def _script(letter: str) -> str:
    """The first word of a letter's name in Unicode, such as LATIN; empty for what is no letter."""
    if letter.isascii():
        return "LATIN" if letter.isalpha() else ""
    if not letter.isalpha() or letter in "ªºƒ":
        return ""
    script = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return "JAPANESE" if script in ("CJK", "HIRAGANA", "KATAKANA") else script
