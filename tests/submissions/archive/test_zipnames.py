"""Names in zips of other systems come out right."""

from __future__ import annotations

import io
import struct
import zlib
from zipfile import ZipFile, ZipInfo

import pytest

from autograder.submissions.archive.zipnames import names


def infos(*raw: bytes) -> list[ZipInfo]:
    """Members with these names, as read from a zip that does not say their encoding."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as made:
        for i, name in enumerate(raw):
            made.writestr(f"{i}".ljust(len(name), "#"), b"")
    data = buffer.getvalue()
    for i, name in enumerate(raw):
        data = data.replace(f"{i}".ljust(len(name), "#").encode(), name)
    return ZipFile(io.BytesIO(data)).infolist()


CLASSES = {
    "cp437": ["José Peña", "Zoë Müller", "Jörg Groß", "Åsa Öberg"],
    "cp850": ["João Conceição", "Inês Carvalho", "Mônica Ávila", "Zoé Lefèvre"],
    "cp852": ["Łukasz Wałęsa", "Michał Żółć", "Świątek Iga", "Novák Tomáš"],
    "cp866": ["Иван Петров", "Анна Кузнецова"],
    "cp1252": ["João Conceição", "Andrés Núñez", "Jörg Groß"],
    "cp932": ["田中太郎", "山田花子", "さくら", "鈴木一郎_12"],
    "utf-8": ["Zoë Müller", "田中太郎", "Łukasz"],
}


@pytest.mark.parametrize("encoding", CLASSES)
def test_a_class_zipped_on_windows(encoding: str) -> None:
    students = CLASSES[encoding]
    assert names(infos(*(f"{name}/hw.ipynb".encode(encoding) for name in students))) == [
        f"{name}/hw.ipynb" for name in students
    ]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("José", "cp437"), ("João", "cp850"), ("Peña", "cp850"), ("田中太郎", "cp932")],
)
def test_one_name_alone(name: str, encoding: str) -> None:
    assert names(infos(f"{name}.ipynb".encode(encoding))) == [f"{name}.ipynb"]


def test_a_name_that_is_repeated_in_utf_8() -> None:
    (info,) = infos("Michał.ipynb".encode("cp852"))
    raw, name = "Michał.ipynb".encode("cp852"), "Michał.ipynb".encode()
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zlib.crc32(raw)) + name
    assert names([info]) == ["Michał.ipynb"]
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, 0) + name  # another name's
    assert len(names([info])[0]) == len("Michał.ipynb")


def test_every_byte_gives_a_name() -> None:
    every = bytes(range(1, 256)).replace(b"/", b"").replace(b"\\", b"")
    (name,) = names(infos(every))
    assert len(name) > 100
