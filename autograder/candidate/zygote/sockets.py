"""How much waits in the sockets of a network namespace: memory that belongs to no process.

A Unix socket's data count for the sender. A socket that was closed before its data were read stays in the
kernel with them, and is on no list; UDP sockets are not on the list used here either. Such sockets are
assumed to be full, except for a handful, which any notebook may have.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY = 20
REQUEST_ALL = 0x301  # NLM_F_REQUEST and NLM_F_DUMP
SHOW_MEMORY = 0x20
ATTRIBUTE_MEMORY = 5
HEADER = struct.Struct("=IHHII")  # a message's length, type, flags, number, port
UNIX_REQUEST = struct.Struct("=BBHIIIII")  # family, protocol, -, states, inode, what to show, any cookie
UNIX_SOCKET = 16  # bytes of an answer before its attributes
ATTRIBUTE = struct.Struct("=HH")  # length, type
SENT = struct.Struct("=8xI")  # of the memory: received and its limit, then sent
ANSWER_BYTES = 2**16
HANDFUL = 8
PATIENCE = 1.0  # seconds; the kernel answers at once


def open_diagnosis() -> socket.socket:
    """A socket that lists all those in the network namespace where it was opened, for whoever holds it."""
    return socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_SOCK_DIAG)


class Sockets:
    """The sockets of one candidate's network namespace.

    Args:
        diagnosis: from ``open_diagnosis`` in there; is one of them itself.
        process: the name in /proc of a process there.
    """

    def __init__(self, diagnosis: socket.socket, process: str) -> None:
        self.diagnosis = diagnosis
        self._statistics = Path(f"/proc/{process}/net/sockstat")
        diagnosis.settimeout(PATIENCE)
        with socket.socket(socket.AF_UNIX) as sample:
            sample.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**30)
            self._full = sample.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)  # the most that there is

    def memory(self) -> int:
        """Bytes that wait in them at the most; 0 once the process has ended."""
        try:
            summary = self._statistics.read_text(encoding="ascii").splitlines()[0]  # sockets: used 3
        except OSError:
            return 0
        waiting = list(self._waiting())
        unlisted = max(0, int(summary.split()[-1]) - len(waiting) - 1 - HANDFUL)
        return sum(waiting) + unlisted * self._full

    def _waiting(self) -> Iterator[int]:
        """Bytes that each Unix socket has sent and nobody has read; none if the kernel has no list."""
        request = UNIX_REQUEST.pack(socket.AF_UNIX, 0, 0, 2**32 - 1, 0, SHOW_MEMORY, 2**32 - 1, 2**32 - 1)
        header = HEADER.pack(HEADER.size + len(request), SOCK_DIAG_BY_FAMILY, REQUEST_ALL, 0, 0)
        self.diagnosis.sendto(header + request, (0, 0))
        while True:
            answer = self.diagnosis.recv(ANSWER_BYTES)
            while answer:
                length, kind, *_ = HEADER.unpack_from(answer)
                if kind != SOCK_DIAG_BY_FAMILY:  # the end, or an error
                    return
                yield _sent(answer[HEADER.size + UNIX_SOCKET : length])
                answer = answer[_aligned(length) :]

    def close(self) -> None:
        self.diagnosis.close()


def _sent(attributes: bytes) -> int:
    while attributes:
        length, kind = ATTRIBUTE.unpack_from(attributes)
        if kind == ATTRIBUTE_MEMORY:
            sent: int = SENT.unpack_from(attributes, ATTRIBUTE.size)[0]
            return sent
        attributes = attributes[_aligned(length) :]
    return 0


def _aligned(length: int) -> int:
    return (length + 3) & ~3
