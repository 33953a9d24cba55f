"""Frames on a socket: one end of the wire. What is in a frame is ``wire``'s business."""

from __future__ import annotations

import contextlib
import math
import socket
import struct
import time

import msgspec

from autograder.candidate.wire import MAX_HEADER, MAX_PAYLOAD, WireError

PREFIX = struct.Struct("<IQ")  # bytes of the header, bytes of the payload
RECEIVE_BYTES = 2**18  # taken from the socket at once


class Channel:
    """One end of the wire."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, header: object, payload: list[memoryview], deadline: float = math.inf) -> None:
        """Send one frame.

        Raises:
            WireError: the frame is larger than the limits, or a text in it is not Unicode.
            TimeoutError: ``deadline`` (``time.monotonic``) passed.
            OSError: the other side is gone.
        """
        try:
            head = msgspec.msgpack.encode(header)
        except UnicodeEncodeError as error:
            raise WireError("a text with half a character") from error
        size = sum(len(part) for part in payload)
        if len(head) > MAX_HEADER or size > MAX_PAYLOAD:
            raise WireError("a value larger than the wire carries")
        for part in (memoryview(PREFIX.pack(len(head), size) + head), *payload):
            self._send(part, deadline)

    def _send(self, part: memoryview, deadline: float) -> None:
        while part:
            self._wait(deadline)
            with contextlib.suppress(TimeoutError):
                part = part[self.sock.send(part) :]

    def receive(self, deadline: float = math.inf) -> tuple[bytes, memoryview]:
        """The next frame's header, still encoded, and its payload.

        Raises:
            WireError: it claims to be larger than the limits.
            TimeoutError: ``deadline`` passed.
            EOFError: the other side is gone.
        """
        head_size, size = PREFIX.unpack(self._receive(PREFIX.size, deadline))
        if head_size > MAX_HEADER or size > MAX_PAYLOAD:
            raise WireError("a frame that claims to be larger than the limits")
        return bytes(self._receive(head_size, deadline)), self._receive(size, deadline)

    def _receive(self, size: int, deadline: float) -> memoryview:
        buffer = bytearray()  # grows with the bytes that arrive: bytes that are only claimed take no memory
        while len(buffer) < size:
            self._wait(deadline)
            try:
                part = self.sock.recv(min(size - len(buffer), RECEIVE_BYTES))
            except TimeoutError:
                continue
            except ConnectionError:
                part = b""
            if not part:
                raise EOFError("the other side of the wire is gone")
            buffer += part
        return memoryview(buffer)

    def _wait(self, deadline: float) -> None:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the other side of the wire did not answer in time")
        self.sock.settimeout(None if seconds == math.inf else seconds)

    def is_cut(self) -> bool:
        """Whether the other side is gone; does not wait."""
        try:
            return not self.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def close(self) -> None:
        self.sock.close()
