"""Pictures that a candidate sent: nothing is kept of them but PNG files that are what they claim to be."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

from autograder.candidate.messages import PICTURE_BYTES, PICTURES

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # a viewer needs no others; some have been its downfall
HEADER = struct.Struct(">IIBBBBB")  # width, height, depth, colour type, compression, filter, interlace
PIXELS = 16 * 2**20  # so that no small file fills the memory of whoever looks at it
# By colour type: values of a pixel, and the depths that they may have.
COLOURS = {0: (1, (1, 2, 4, 8, 16)), 2: (3, (8, 16)), 3: (1, (1, 2, 4, 8)), 4: (2, (8, 16)), 6: (4, (8, 16))}
PIECE = 2**20


def pictures(sizes: Sequence[int], payload: memoryview) -> list[bytes]:
    """The pictures in a payload, what is none left out.

    Args:
        sizes: the bytes of each, as the candidate claims.
    """
    checked, begin = [], 0
    for size in sizes[:PICTURES]:
        if not 0 < size <= min(PICTURE_BYTES, len(payload) - begin):
            break
        if picture := plain(bytes(payload[begin : begin + size])):
            checked.append(picture)
        begin += size
    return checked


def plain(data: bytes) -> bytes | None:
    """The same picture without whatever else is in its file; None if it is not a whole PNG of a sane size."""
    try:
        chunks = [(kind, content) for kind, content in _chunks(data) if kind in KEPT]
        kinds = [kind for kind, _ in chunks]
        if kinds[0] != b"IHDR" or kinds.count(b"IHDR") > 1 or kinds.index(b"IEND") != len(kinds) - 1:
            return None
        expected = _bytes_of_rows(chunks[0][1])
        if not expected or _inflated(chunks, expected) != expected:
            return None
    except (ValueError, IndexError, struct.error, zlib.error):
        return None
    return SIGNATURE + b"".join(_written(kind, content) for kind, content in chunks)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG up to its end.

    Raises:
        ValueError, struct.error: it is none, or is damaged.
    """
    if not data.startswith(SIGNATURE):
        raise ValueError("no PNG")
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", data, place)
        content = data[place + 8 : place + 8 + size]
        (checksum,) = struct.unpack_from(">I", data, place + 8 + size)
        if checksum != zlib.crc32(kind + content):
            raise ValueError("a damaged part")
        yield kind, content
        place += 12 + size


def _bytes_of_rows(header: bytes) -> int:
    """What the pixels take unpacked; 0 if it is not a picture that we take."""
    width, height, depth, colour, compression, filtering, interlace = HEADER.unpack(header)
    values, depths = COLOURS.get(colour, (0, ()))
    if depth not in depths or compression or filtering or interlace or width * height > PIXELS:
        return 0
    return int(height * (1 + (width * values * depth + 7) // 8)) if width else 0


def _inflated(chunks: list[tuple[bytes, bytes]], most: int) -> int:
    """How many bytes the pixels have, counted up to a little more than ``most``."""
    decompressor, count = zlib.decompressobj(), 0
    rest = b"".join(content for kind, content in chunks if kind == b"IDAT")
    while count <= most and (piece := decompressor.decompress(rest, PIECE)):
        count += len(piece)
        rest = decompressor.unconsumed_tail
    return count if decompressor.eof else 0


def _written(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
