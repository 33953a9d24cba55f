"""Messages between examiner and candidate: the examiner asks, the candidate answers once."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from autograder.candidate.wire import WireError

T = TypeVar("T")

NAME_LIMIT = 100  # characters of an exception's name that cross the wire
TEXT_LIMIT = 4_000  # of its message
OUTPUT_LIMIT = 20_000  # of what a cell printed: the last ones
NOTES = 5  # of a cell
NOTE_LIMIT = 400  # characters of each
PLACE_LIMIT = 200  # of the place in the student's code
PICTURES = 20  # of a question
PICTURE_BYTES = 4 * 2**20  # of each


class Run(msgspec.Struct, tag="run", array_like=True, forbid_unknown_fields=True):
    """Run a cell. ``seed`` is set in every framework first, so that a grading can be repeated.

    Attributes:
        shows: what the cell displays is asked for too.
    """

    source: str
    seed: int
    shows: bool = False


class Put(msgspec.Struct, tag="put", array_like=True, forbid_unknown_fields=True):
    """Write files into the working folder, before the first cell.

    Attributes:
        files: path and size of each; their bytes are the frame's payload, one after the other.
    """

    files: list[tuple[str, int]]


class Do(msgspec.Struct, tag="do", array_like=True, forbid_unknown_fields=True):
    """Do one thing to one object.

    Attributes:
        verb: ``name`` (of the notebook), ``keep``, ``kept``, ``attr``, ``call``, ``item``, ``len``,
            ``list`` or ``array``.
        operands: a packed tuple; for ``call`` it is (target, positional, keywords), for ``keep`` (question,
            names, names whose data is copied), for ``kept`` (question, name), else (target, argument…).
        release: ids of handles that nobody holds any more.
    """

    verb: str
    operands: Any
    release: list[int]


class Raised(msgspec.Struct, tag="raised", array_like=True, forbid_unknown_fields=True):
    """The student's code raised. Texts only: nothing here is looked up or run.

    Attributes:
        trace: the innermost line of the student's code that led there.
        line: the line of the cell itself that led there; 0 if it is not known.
    """

    type_name: str
    message: str
    trace: str
    line: int = 0

    def cut(self) -> Raised:
        """The same with each text cut to its limit; a frame that student code forged obeys no limit."""
        return Raised(
            self.type_name[:NAME_LIMIT], self.message[:TEXT_LIMIT], self.trace[:PLACE_LIMIT], self.line
        )


class Ran(msgspec.Struct, tag="ran", array_like=True, forbid_unknown_fields=True):
    """A cell ended.

    Attributes:
        output: the end of what it printed.
        used_cuda: something that it or an earlier cell meant for a GPU was put on the CPU.
        notes: sentences, without full stop, on what works differently in grading than on a student's machine.
        pictures: bytes of each that it displayed, if that was asked for; they are the frame's payload.
    """

    raised: Raised | None
    output: str
    called_exit: bool
    used_cuda: bool = False
    notes: list[str] = []
    pictures: list[int] = []


class Done(msgspec.Struct, tag="done", array_like=True, forbid_unknown_fields=True):
    """Here is the value."""

    value: Any


Request = Run | Put | Do
Reply = Ran | Done | Raised

_request = msgspec.msgpack.Decoder(Request)
_reply = msgspec.msgpack.Decoder(Reply)


def read_request(head: bytes) -> Request:
    """The request in a frame's header; raises ``WireError``."""
    request: Request = _read(_request, head)
    return request


def read_reply(head: bytes) -> Reply:
    """The reply in a frame's header; raises ``WireError``."""
    reply: Reply = _read(_reply, head)
    return reply


def _read(decoder: msgspec.msgpack.Decoder[T], head: bytes) -> T:
    try:
        return decoder.decode(head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError("a message that cannot be read") from error  # whose text may quote it
