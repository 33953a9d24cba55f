"""What the grader tells a zygote, and what the zygote answers: one JSON object each."""

from __future__ import annotations

import msgspec

ORDER_BYTES = 65536


class Fork(msgspec.Struct, tag="fork"):
    """Fork a candidate that may use ``memory`` bytes; answers ``Forked``."""

    memory: int


class Kill(msgspec.Struct, tag="kill"):
    """Send a signal to a candidate; answers ``Ok``."""

    pid: int
    signal: int


class Wait(msgspec.Struct, tag="wait"):
    """Wait ``patience`` seconds for a candidate to end by itself, then kill it; answers ``Ended``."""

    pid: int
    patience: float


class Forked(msgspec.Struct, tag="forked"):
    pid: int


class Ended(msgspec.Struct, tag="ended"):
    """``status`` is the exit status, negative for a signal; ``peak_memory`` is in bytes."""

    status: int
    was_killed: bool  # by us
    peak_memory: int


class Ok(msgspec.Struct, tag="ok"):
    pass


class Failed(msgspec.Struct, tag="failed"):
    """The order could not be carried out, and why."""

    reason: str


Order = Fork | Kill | Wait
Answer = Forked | Ended | Ok | Failed

read_order = msgspec.json.Decoder(Order).decode
read_answer = msgspec.json.Decoder(Answer).decode
