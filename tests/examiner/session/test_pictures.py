"""Only whole pictures of a sane size come from a candidate, with nothing else in their files."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from autograder.candidate.messages import PICTURES
from autograder.examiner.session.pictures import SIGNATURE, pictures, plain


def png(mode: str = "RGB", size: tuple[int, int] = (7, 5), **options: object) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def drawn(width: int, height: int, rows: bytes) -> bytes:
    """A picture in shades of grey."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(7, 5), (1, 1), (1500, 1200)])
def test_a_picture_stays_the_same(mode: str, size: tuple[int, int]) -> None:
    data = png(mode, size)
    kept = plain(data)
    assert kept
    before, after = (Image.open(io.BytesIO(file)) for file in (data, kept))
    assert before.mode == after.mode
    assert before.tobytes() == after.tobytes()


def test_what_is_no_part_of_the_picture_goes() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>secret")
    kept = plain(png(pnginfo=words, dpi=(300, 300)) + b"<script>more")
    assert kept == plain(png())
    assert kept
    assert b"secret" not in kept
    assert b"script" not in kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(50),
        SIGNATURE,
        png()[:-20],
        png().replace(b"IHDR", b"JHDR"),
        png()[:40] + bytes([png()[40] ^ 1]) + png()[41:],
        drawn(4, 4, bytes(5 * 4 - 1)),
        drawn(4, 4, bytes(5 * 4 + 1)),
        drawn(4, 4, bytes(10**8)),  # a bomb
        drawn(0, 4, b""),
        drawn(2**16, 2**16, bytes(100)),
        SIGNATURE + chunk(b"IEND", b""),
        SIGNATURE + chunk(b"IHDR", b"short") + chunk(b"IEND", b""),
    ],
)
def test_what_is_no_whole_picture_is_none(data: bytes) -> None:
    assert plain(data) is None


@settings(max_examples=300)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_bytes_raise(data: bytes, place: int) -> None:
    plain(data)
    whole = png()
    plain(whole[:place] + data + whole[place:])


def test_pictures_are_cut_from_the_payload_as_far_as_the_sizes_hold() -> None:
    first, second = png(), png("L")
    payload = memoryview(first + b"junk" + second)
    both = [plain(first), plain(second)]
    assert pictures([len(first), 4, len(second)], payload) == both
    assert pictures([len(first), 4, len(second) + 1], payload) == both[:1]
    assert pictures([-1, len(first)], payload) == []
    assert pictures([0], payload) == []
    assert pictures([], payload) == []
    many = memoryview(first * (PICTURES + 3))
    assert len(pictures([len(first)] * (PICTURES + 3), many)) == PICTURES
