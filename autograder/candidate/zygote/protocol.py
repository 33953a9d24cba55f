"""The orders of the grader to a zygote, and the zygote's answers: one JSON object each.

Several orders to fork may be under way; the descriptors that come with each keep them apart. An answer ends
with its line.
"""

from __future__ import annotations

import msgspec

ORDER_BYTES = 65536
END_OF_ANSWER = b"\n"


class Fork(msgspec.Struct, tag="fork"):
    """Fork a candidate that may use ``memory`` bytes; answers ``Forked``.

    With it come the candidate's end of the wire and, if it has one, its control group's entrance.
    """

    memory: int


class Limit(msgspec.Struct, tag="limit"):
    """Limit a candidate, with everything that it started, to ``memory`` bytes; answers ``Ok``."""

    pid: int
    memory: int


class Measure(msgspec.Struct, tag="measure"):
    """Measure the memory of a candidate and all that it started; answers ``Measured``."""

    pid: int


class Kill(msgspec.Struct, tag="kill"):
    """Send a signal to a candidate; answers ``Ok``."""

    pid: int
    signal: int


class Wait(msgspec.Struct, tag="wait"):
    """Wait ``patience`` seconds for a candidate to end by itself, then kill it; answers ``Ended``."""

    pid: int
    patience: float


class Started(msgspec.Struct, tag="started"):
    """What a zygote says before any order: the versions of the packages that student code runs with."""

    versions: dict[str, str]


class Forked(msgspec.Struct, tag="forked"):
    pid: int


class Measured(msgspec.Struct, tag="measured"):
    """Bytes beyond what the zygote shares with each of its forks; 0 if the system does not say."""

    memory: int


class Ended(msgspec.Struct, tag="ended"):
    """``status`` is the exit status, negative for a signal; ``peak_memory`` is in bytes.

    Attributes:
        over_memory: bytes that it had, with all that it started, when we ended it for that; otherwise 0.
    """

    status: int
    was_killed: bool  # by us
    peak_memory: int
    over_memory: int = 0


class Ok(msgspec.Struct, tag="ok"):
    pass


class Failed(msgspec.Struct, tag="failed"):
    """The order could not be carried out, and why."""

    reason: str


Order = Fork | Limit | Measure | Kill | Wait
Answer = Started | Forked | Measured | Ended | Ok | Failed

read_order = msgspec.json.Decoder(Order).decode
read_answer = msgspec.json.Decoder(Answer).decode
