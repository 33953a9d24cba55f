"""Random and broken frames against the wire's decoder: it answers or refuses, in bounded memory."""

from __future__ import annotations

import json
import random
import socket
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.candidate.channel import PREFIX, Channel
from autograder.candidate.messages import Do, Done, Raised, Ran, Reply, Request, Run, read_reply, read_request
from autograder.candidate.wire import MAX_HEADER, MAX_PAYLOAD, Tag, WireError, pack, unpack
from autograder.cli.errors import BadNews, plain_errors
from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import Session
from bench import machine

STALL = 0.01  # seconds that we wait for a frame whose rest never comes
# What reading a stream may take at most: a byte of a header becomes 72 bytes in Python at most (an
# empty dict in a list); of what came of a payload, the buffer as it grows and the copy that an array is.
HEADER_FACTOR, PAYLOAD_FACTOR, FREE_BYTES = 100, 4, 2**20
DTYPES = (
    "<f8",
    "<f4",
    "|b1",
    "|u1",
    "<i8",
    "<c16",
    "<U3",
    "|S4",
    "|O8",
    "<M8",
    "|V4",
    "<f99",
    "<U99999999",
    "",
)
FRAMEWORKS = ("numpy", "scalar", "torch", "tensorflow", "pickle")

OUTCOMES = ("answered", "refused", "end", "stalled")

Make = Callable[[random.Random], bytes]
console = Console()


class _NoSession:
    """What a ``Link`` needs of a session where nothing is asked."""

    def __init__(self) -> None:
        self.released: list[int] = []


def main(
    frames: Annotated[int, typer.Option(min=100, help="How many streams of one or more frames.")] = 100_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same frames.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Feed the decoder and count how it ends; anything but an answer or a refusal is a failure."""
    with plain_errors():
        began = time.monotonic()
        tracemalloc.start()
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        worst: dict[str, float] = dict.fromkeys(KINDS, 0.0)
        failures: list[str] = []
        for number in track(range(frames), "Frames", console=console, transient=True):
            chance = random.Random(f"{seed}/{number}")
            kind = chance.choice(list(KINDS))
            data = KINDS[kind](chance)
            outcome, used = read(data, stalls=chance.random() < 0.01)
            counts[kind][outcome] += 1
            worst[kind] = max(worst[kind], used)
            if outcome not in OUTCOMES:
                failures.append(f"frame {number} ({kind}): {outcome}")
        seconds = time.monotonic() - began
        show(counts, worst, frames / seconds)
        if json_file:
            raw = {"machine": machine.describe(), "seed": seed, "frames": frames, "seconds": seconds}
            raw |= {"counts": counts, "memory": worst, "failures": failures}
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")
        if failures:
            raise BadNews("\n".join(failures[:20]))


def read(data: bytes, stalls: bool) -> tuple[str, float]:
    """How reading the stream ended, and the memory that it took as a share of what it may take.

    Every frame of the stream is read as an answer and as a request, until one is refused.
    """
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**22)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22)
    channel = Channel(ours)
    link = Link(cast(Session, _NoSession()))
    outcome = "end"
    with ours, theirs:
        theirs.setblocking(False)
        sent = theirs.send(data) if data else 0  # the rest of a long stream is a frame that is cut off
        if not stalls:
            theirs.shutdown(socket.SHUT_WR)
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        while outcome in ("end", "answered"):
            try:
                outcome = _read_one(channel, link, stalls) or outcome
            except EOFError:
                break
            except WireError:
                outcome = "refused"
            except TimeoutError:
                outcome = "stalled"
            except Exception as error:  # what must not happen
                outcome = f"{type(error).__name__}: {error}"
        _, peak = tracemalloc.get_traced_memory()
    share = (peak - before) / allowed(sent)
    if share > 1 and outcome in OUTCOMES:
        outcome = f"{(peak - before) / 2**20:.1f} MiB for {sent} bytes"
    return outcome, share


def _read_one(channel: Channel, link: Link, stalls: bool) -> str:
    head, payload = channel.receive(time.monotonic() + (STALL if stalls else 5.0))
    refusals = []
    for decode in (_as_reply, _as_request):
        try:
            decode(head, payload, link)
        except WireError as error:
            refusals.append(error)
    if len(refusals) == 2:
        raise refusals[0]
    return "answered"


def _as_reply(head: bytes, payload: memoryview, link: Link) -> None:
    reply = read_reply(head)
    if isinstance(reply, Done):
        repr(unpack(reply.value, payload, link._revive)).encode()  # it can be shown, and written down


def _as_request(head: bytes, payload: memoryview, link: Link) -> None:
    request = read_request(head)
    if isinstance(request, Do):
        unpack(request.operands, payload, link._revive)


def allowed(sent: int) -> int:
    """Bytes of memory that reading ``sent`` bytes may take."""
    header = min(sent, MAX_HEADER)
    return FREE_BYTES + HEADER_FACTOR * header + PAYLOAD_FACTOR * sent


# --- what is sent ---


def frame(head: bytes, payload: bytes = b"") -> bytes:
    return PREFIX.pack(len(head), len(payload)) + head + payload


def valid(chance: random.Random) -> bytes:
    """What an honest candidate or examiner sends."""
    tree, parts = pack(value(chance, 3), _not_plain)
    text = "".join(chr(chance.choice((65, 233, 0x1F600))) for _ in range(chance.randrange(20)))
    messages: list[Reply | Request] = [
        Done(tree),
        Do(chance.choice(("name", "call", "attr")), tree, [1, 2]),
        Ran(chance.choice((None, Raised(text, text, text))), text, chance.random() < 0.5),
        Raised(text, text, text),
        Run(text, chance.randrange(2**32)),
    ]
    message = chance.choice(messages)
    carries = isinstance(message, Done | Do)
    return frame(msgspec.msgpack.encode(message), b"".join(parts) if carries else b"")


def value(chance: random.Random, depth: int) -> Any:
    """A value that can cross."""
    leaves: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.randrange(-(2**80), 2**80),
        lambda: chance.random(),
        lambda: "é" * chance.randrange(9),
        lambda: chance.randbytes(chance.randrange(9)),
        lambda: slice(None, chance.randrange(9)),
        lambda: ...,
        lambda: np.frombuffer(chance.randbytes(24), chance.choice(("<f8", "<i4", "<u1"))),
        lambda: np.array(["héllo", "x"][: chance.randrange(3)]),
    ]
    if depth == 0 or chance.random() < 0.4:
        return chance.choice(leaves)()
    items = [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return chance.choice((items, tuple(items), {f"k{index}": item for index, item in enumerate(items)}))


def _not_plain(value: object) -> object:
    raise AssertionError(value)


def flipped(chance: random.Random) -> bytes:
    data = bytearray(valid(chance))
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def inside(chance: random.Random) -> bytes:
    """Lengths that are right, and a header or payload that was changed."""
    data = valid(chance)
    size, _ = PREFIX.unpack_from(data)
    head, payload = bytearray(data[PREFIX.size :][:size]), bytearray(data[PREFIX.size + size :])
    for part in (head, payload):
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(part) + 1)
            part[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    return frame(bytes(head), bytes(payload))


def truncated(chance: random.Random) -> bytes:
    data = valid(chance) + valid(chance)
    return data[: chance.randrange(len(data))]


def spliced(chance: random.Random) -> bytes:
    parts = [valid(chance) for _ in range(chance.randint(2, 5))]
    return b"".join(part[chance.randrange(len(part)) * chance.randrange(2) :] for part in parts)


def lying(chance: random.Random) -> bytes:
    """Lengths that are not those of what follows."""
    data = valid(chance)[PREFIX.size :]
    sizes = (0, 1, len(data), chance.randrange(2**16), MAX_HEADER, MAX_HEADER + 1, 2**32 - 1)
    payloads = (0, 1, len(data), chance.randrange(2**32), MAX_PAYLOAD, MAX_PAYLOAD + 1, 2**63, 2**64 - 1)
    return PREFIX.pack(chance.choice(sizes), chance.choice(payloads)) + data


def noise(chance: random.Random) -> bytes:
    return frame(chance.randbytes(chance.randrange(200)), chance.randbytes(chance.randrange(100)))


def raw_noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(300))


def random_tree(chance: random.Random) -> bytes:
    """A message whose value is a tree that hardly follows the rules."""
    return frame(msgspec.msgpack.encode(Done(tree(chance, 4))), chance.randbytes(chance.choice((0, 8, 64))))


def tree(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.2:
        leaves = (None, True, -1, 2**63, 0.5, float("nan"), "", "x" * 50, b"\0", {"a": 1}, {1: []}, [])
        return chance.choice(leaves)
    if chance.random() < 0.4:
        shape = [chance.choice((0, 1, 2, 3, -1, True, 2**39, 2**63)) for _ in range(chance.randrange(4))]
        array = [Tag.ARRAY, chance.choice(FRAMEWORKS), chance.choice(DTYPES), shape]
        return chance.choice((array, [Tag.HANDLE, chance.randrange(-1, 9), "Tensor", array]))
    digits = [Tag.INT, chance.choice(("1", "-", "--1", "٣", "0x1", "1_0", "9" * 5000, " 1", ""))]
    items = [tree(chance, depth - 1) for _ in range(chance.randrange(5))]
    return chance.choice((digits, [chance.randrange(-1, 9), *items], items))


def exact_array(chance: random.Random) -> bytes:
    """An array with as many bytes as it needs, whatever they are: text that is none, say."""
    dtype = np.dtype(chance.choice(("<f8", "<f4", "<f2", "|b1", "<c16", "<U1", "<U3", "|S4", "<i8")))
    shape = [chance.randrange(4) for _ in range(chance.randrange(4))]
    size = int(np.prod(shape, dtype=int)) * dtype.itemsize
    array = [Tag.ARRAY, chance.choice(FRAMEWORKS[:4]), dtype.str, shape]
    value = chance.choice((array, [Tag.HANDLE, 1, "Tensor", array], [Tag.DICT, "x", array]))
    return frame(msgspec.msgpack.encode(Done(value)), chance.randbytes(size))


def hostile(chance: random.Random) -> bytes:
    """MessagePack that is made to hurt: depth, counts that lie, many small things, maps, extensions."""
    count = chance.choice((10, 100, 1000, 20_000))
    value = chance.choice(
        (
            b"\x91" * count + b"\xc0",  # lists in lists
            b"\x81\xc0" * count + b"\xc0",  # maps in maps
            b"\xdd\xff\xff\xff\xff",  # a list, and a map, of 4 billion
            b"\xdf\xff\xff\xff\xff" + b"\xc0" * count,
            b"\xdb\xff\xff\xff\xff" + b"x" * count,  # a text, and bytes, of 4 GB
            b"\xc6\xff\xff\xff\xff" + b"x" * count,
            b"\xdc" + count.to_bytes(2, "big") + b"\x00" + b"\x90" * (count - 1),  # a list of empty lists
            b"\xdc" + count.to_bytes(2, "big") + b"\x00" + b"\x80" * (count - 1),  # ... of empty maps
            b"\xdc" + count.to_bytes(2, "big") + b"\x00" + b"\x91\x00" * (count - 1),
            b"\x81\x80\x01",  # keys that are none
            b"\x81\x91\x90\x01",
            b"\xc7\x04\xff" + chance.randbytes(4),  # times, and extensions
            b"\xc7\x0c\xff" + chance.randbytes(12),
            b"\xd8" + chance.randbytes(17),
            b"\xa4" + chance.choice((b"\xed\xa0\x80x", b"\xf8\x88\x80\x80", b"\xc0\x80xx")),  # no UTF-8
            b"\xc1",  # never used
        )
    )
    named = chance.choice((b"done", b"do", b"ran", b"raised", b"run", b"pickle"))
    return frame(
        b"\x92" + bytes([0xA0 | len(named)]) + named + value, chance.randbytes(chance.choice((0, 9)))
    )


def large(chance: random.Random) -> bytes:
    """As much as the socket holds, rarely: it is slow."""
    if chance.random() < 0.98:
        return flipped(chance)
    size = chance.randrange(2**17, 2**18)
    filling = chance.choice((b"\x90", b"\x80", b"\xc0", b"\xa0", b"\x91\x00"))
    body = filling * (size // len(filling))
    header = b"\x92\xa4done\xdd" + (size // len(filling) + 1).to_bytes(4, "big") + b"\x00" + body
    return chance.choice((frame(header), frame(b"\xc0", body), PREFIX.pack(9, MAX_PAYLOAD) + body))


KINDS: dict[str, Make] = {
    "valid": valid,
    "bits flipped": flipped,
    "changed inside": inside,
    "truncated": truncated,
    "spliced": spliced,
    "lengths that lie": lying,
    "random bytes": raw_noise,
    "random header": noise,
    "random trees": random_tree,
    "arrays of random bytes": exact_array,
    "hostile MessagePack": hostile,
    "large": large,
}


def show(counts: dict[str, Counter[str]], worst: dict[str, float], rate: float) -> None:
    """Print how the frames of each kind ended."""
    others = sum(number for count in counts.values() for end, number in count.items() if end not in OUTCOMES)
    table = Table(title="Frames", title_justify="left")
    table.add_column("kind")
    for column in (*OUTCOMES, "anything else", "memory"):
        table.add_column(column, justify="right")
    for kind, count in counts.items():
        wrong = count.total() - sum(count[end] for end in OUTCOMES)
        row = (*(count[end] for end in OUTCOMES), wrong)
        table.add_row(
            kind, *map(str, row), f"{100 * worst[kind]:.0f} %", end_section=kind == list(counts)[-1]
        )
    totals = (*(sum(count[end] for count in counts.values()) for end in OUTCOMES), others)
    table.add_row("all", *map(str, totals), f"{100 * max(worst.values()):.0f} %", style="bold")
    console.print(table)
    for line in (
        "answered: the last frame of the stream was; end: the stream ended before a frame was whole;",
        "stalled: its rest never came; memory: the most that reading took, as a share of what is allowed.",
        f"{rate:.0f} streams a second.",
    ):
        console.print(line, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
