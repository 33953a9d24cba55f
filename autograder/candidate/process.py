"""The candidate's main loop: read a request, carry it out in the notebook's namespace, answer."""

from __future__ import annotations

import math
import signal
import socket
from pathlib import Path
from types import FrameType

from autograder.candidate.channel import Channel
from autograder.candidate.given import put
from autograder.candidate.messages import Do, Done, Put, Raised, Reply, Run, read_request
from autograder.candidate.notebook.shell import Shell, raised
from autograder.candidate.objects import Objects
from autograder.candidate.wire import WireError, pack, unpack


class Candidate:
    """Serves one submission until the examiner closes the wire."""

    def __init__(self, sock: socket.socket, shell: Shell) -> None:
        self.channel = Channel(sock)
        self.shell = shell
        self.objects = Objects(shell.names)
        self.busy = False
        signal.signal(signal.SIGINT, self._interrupt)

    def serve(self) -> None:
        """Answer requests until the other side hangs up."""
        while True:
            try:
                head, payload = self.channel.receive(math.inf)
            except EOFError:
                return
            reply, parts = self._answer(head, payload)
            try:
                self.channel.send(reply, parts)
            except WireError as error:  # too large; nothing of it was sent
                self.channel.send(_as_reply(error), [])

    def _answer(self, head: bytes, payload: memoryview) -> tuple[Reply, list[memoryview]]:
        try:
            self.busy = True
            request = read_request(head)
            if type(request) is Run:
                if request.shows:
                    return self.shell.show(request.source, request.seed)
                return self.shell.run(request.source, request.seed), []
            if type(request) is Put:
                put(request.files, payload, Path())
                return Done(None), []
            assert type(request) is Do
            self.objects.release(request.release)
            operands = unpack(request.operands, payload, self.objects.revive)
            assert type(operands) is tuple
            value, parts = pack(self.objects.do(request.verb, operands), self.objects.foreign)
            return Done(value), parts
        except BaseException as error:  # whatever student code raises, SystemExit included, is the answer
            return _as_reply(error), []
        finally:
            self.busy = False

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.busy:  # an interrupt that comes too late must not end the loop
            raise KeyboardInterrupt


def _as_reply(error: BaseException) -> Raised:
    if isinstance(error, WireError):
        return Raised("ValueError", f"the value cannot be handed over: {error}", "")
    return raised(error)
