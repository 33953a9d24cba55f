"""The wire carries plain data exactly, and refuses everything else without harm."""

from __future__ import annotations

import contextlib
import math
import socket
import struct
import threading
import time
import tracemalloc

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.candidate.channel import Channel
from autograder.candidate.messages import Done, read_reply
from autograder.candidate.wire import (
    MAX_DEPTH,
    MAX_PAYLOAD,
    Handle,
    Tag,
    Tensor,
    WireError,
    pack,
    unpack,
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.just(...)
    | st.slices(10)
)
keys = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
)
arrays = hnp.arrays(
    hnp.boolean_dtypes()
    | hnp.integer_dtypes(endianness="<")
    | hnp.floating_dtypes(endianness="<", sizes=(32, 64)),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5),
    elements={"allow_nan": False},
)
values = st.recursive(
    scalars | arrays,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=20,
)


def refuse(value: object) -> object:
    raise WireError(f"not plain: {value!r}")


def revive(value: Tensor | Handle) -> object:
    return value.array if isinstance(value, Tensor) else value


def across(value: object) -> object:
    tree, parts = pack(value, refuse)
    return read(tree, b"".join(parts))


def read(tree: object, payload: bytes = b"") -> object:
    head = msgspec.msgpack.decode(msgspec.msgpack.encode(tree))
    return unpack(head, memoryview(payload), revive)


def same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and bool(np.all(a == b))
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))  # type: ignore[arg-type]
    if isinstance(a, dict):
        return same(list(a.keys()), list(b.keys())) and same(list(a.values()), list(b.values()))  # type: ignore[attr-defined]
    return a == b


@given(values)
@settings(max_examples=300)
def test_plain_data_arrives_as_it_was(value: object) -> None:
    assert same(value, across(value))


def test_what_arrives_is_a_copy() -> None:
    array = np.zeros(3)
    arrived = across(array)
    assert isinstance(arrived, np.ndarray)
    arrived[0] = 1
    assert array[0] == 0


@pytest.mark.parametrize(
    "array", [np.arange(12).reshape(3, 4).T, np.arange(10)[::2], np.arange(3, dtype=">i4"), np.array("héllo")]
)
def test_arrays_in_any_layout_arrive(array: np.ndarray) -> None:
    arrived = across(array)
    assert isinstance(arrived, np.ndarray)
    assert arrived.shape == array.shape
    assert np.all(arrived == array)


def test_an_array_of_objects_does_not_cross() -> None:
    with pytest.raises(WireError):
        across(np.array([object()]))


def test_a_list_that_holds_itself_does_not_cross() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(WireError, match="holds itself"):
        across(endless)


@pytest.mark.parametrize(
    "tree",
    [
        [],
        ["x"],
        [99],
        {"a": 1},
        [Tag.DICT, 1],
        [Tag.DICT, [Tag.LIST, 1], 2],
        [Tag.ARRAY, "numpy", "|O8", [1]],
        [Tag.ARRAY, "numpy", "<f8", [-1]],
        [Tag.ARRAY, "numpy", "<f8", [2**39, 2**39]],
        [Tag.ARRAY, "numpy", "<f8", [1]],
        [Tag.ARRAY, "numpy", "<M8", [0]],
        [Tag.ARRAY, "numpy", "<V8", [0]],
        [Tag.ARRAY, "pickle", "<f8", [0]],
        [Tag.ARRAY, "numpy", "<U0", [5]],
        [Tag.ARRAY, "numpy", "<f8", [True]],
        [Tag.HANDLE, -1, "x", None],
        [Tag.HANDLE, 1, "x", [Tag.LIST]],
        [Tag.INT, "1" * 5000],
        [Tag.INT, "0x10"],
        [Tag.INT, "١٢"],
        [Tag.SLICE, 1],
        [True, 1],
    ],
)
def test_a_tree_that_breaks_the_rules_is_refused(tree: object) -> None:
    with pytest.raises(WireError):
        read(tree)


def test_too_deep_a_tree_is_refused() -> None:
    tree: object = None
    for _ in range(MAX_DEPTH + 2):
        tree = [Tag.LIST, tree]
    with pytest.raises(WireError, match="deep"):
        read(tree)


def test_bytes_that_no_array_claims_are_refused() -> None:
    with pytest.raises(WireError, match="no array claims"):
        read(None, b"x")


trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.tuples(st.sampled_from([int(tag) for tag in Tag]), inner, inner, inner).map(list)
        | st.tuples(
            st.just(int(Tag.ARRAY)),
            st.sampled_from(["numpy", "torch", "scalar"]),
            st.sampled_from(["<f4", "<f8", "|b1", "<U3", "|O8", "<f99", "|V4"]) | st.text(max_size=5),
            st.lists(st.integers(-1, 2**41), max_size=4),
        ).map(list)
    ),
    max_leaves=12,
)


@given(trees, st.binary(max_size=64))
@settings(max_examples=1500, deadline=None)
def test_any_tree_is_answered_or_refused(tree: object, payload: bytes) -> None:
    with contextlib.suppress(WireError):
        read(tree, payload)


@given(st.binary(max_size=200))
@settings(max_examples=4000, deadline=None)
def test_any_header_is_answered_or_refused(head: bytes) -> None:
    with contextlib.suppress(WireError):
        read_reply(head)


def pair() -> tuple[Channel, socket.socket]:
    ours, theirs = socket.socketpair()
    return Channel(ours), theirs


@given(
    st.integers(0, 2**23) | st.integers(0, 60),
    st.integers(0, 2**30) | st.integers(0, 60),
    st.binary(max_size=120),
)
@settings(max_examples=1500, deadline=None)
def test_any_frame_is_answered_or_refused(head_size: int, size: int, data: bytes) -> None:
    channel, theirs = pair()
    with theirs, contextlib.suppress(WireError, EOFError):
        theirs.sendall(struct.pack("<IQ", head_size, size) + data)
        theirs.shutdown(socket.SHUT_WR)
        head, payload = channel.receive(time.monotonic() + 5)
        reply = read_reply(head)
        unpack(reply.value if isinstance(reply, Done) else None, payload, revive)
    channel.close()


def test_bytes_that_are_only_claimed_take_no_memory() -> None:
    channel, theirs = pair()
    tracemalloc.start()
    theirs.sendall(struct.pack("<IQ", 1, MAX_PAYLOAD) + b"\xc0some")
    with pytest.raises(TimeoutError):
        channel.receive(time.monotonic() + 0.05)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    channel.close()
    theirs.close()
    assert peak < 2**20


def test_a_large_frame_arrives_whole() -> None:
    channel, theirs = pair()
    sent = np.random.default_rng(0).integers(0, 256, 5_000_000, dtype=np.uint8)
    other = Channel(theirs)
    sender = threading.Thread(target=other.send, args=(None, [memoryview(sent)]))
    sender.start()
    _, payload = channel.receive(time.monotonic() + 60)
    sender.join()
    assert payload == sent.data
    channel.close()
    other.close()


def test_half_a_character_does_not_cross() -> None:
    channel, theirs = pair()
    with theirs, pytest.raises(WireError, match="half a character"):
        channel.send("\ud800", [])
    channel.close()


@pytest.mark.parametrize(
    ("dtype", "data"),
    [
        ("<U1", struct.pack("<I", 0xD800)),
        ("<U1", struct.pack("<I", 0x110000)),
        ("<U2", struct.pack("<II", 65, 0xFFFFFFFF)),
        ("|b1", b"\x02"),
    ],
)
def test_an_array_whose_bytes_are_not_of_its_dtype_is_refused(dtype: str, data: bytes) -> None:
    with pytest.raises(WireError):
        read([Tag.ARRAY, "numpy", dtype, [1]], data)
    assert isinstance(read([Tag.ARRAY, "numpy", dtype, [1]], bytes(len(data))), np.ndarray)


@pytest.mark.parametrize("sizes", [(2**32 - 1, 0), (0, 2**63), (0, MAX_PAYLOAD + 1)])
def test_a_frame_that_lies_about_its_length_is_refused(sizes: tuple[int, int]) -> None:
    channel, theirs = pair()
    with theirs:
        theirs.sendall(struct.pack("<IQ", *sizes))
        with pytest.raises(WireError, match="claims"):
            channel.receive(time.monotonic() + 1)
    channel.close()


def test_a_frame_that_stops_in_the_middle_runs_into_the_deadline() -> None:
    channel, theirs = pair()
    with theirs:
        theirs.sendall(struct.pack("<IQ", 100, 0) + b"abc")
        with pytest.raises(TimeoutError):
            channel.receive(time.monotonic() + 0.05)
    channel.close()


def test_a_closed_wire_is_the_end() -> None:
    channel, theirs = pair()
    theirs.close()
    with pytest.raises(EOFError):
        channel.receive(math.inf)
    channel.close()
