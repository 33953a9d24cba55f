"""Ray's client in a process of its own, with a thread for each supervisor.

When the node's daemon is lost, Ray ends the process that its client runs in and says nothing, or does not
notice and waits forever. So the main process holds none, and this one ends if its node is gone: the main
process then starts another.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from autograder.engine.pool import EngineError
from autograder.engine.ray.supervisors import Remote, Supervisors, connected, room
from autograder.engine.worker import channel
from autograder.engine.worker.messages import (
    Connect,
    Connected,
    Failed,
    FromClient,
    Give,
    Open,
    Said,
    Shut,
    ToClient,
    ToWorker,
    encode,
    to_client,
)
from autograder.startup import leave_out_address_grammars

GRACE = 12.0  # seconds to end supervisors and leave the cluster
LOOK_SECONDS = 2.0  # between looks at whether the node lives
ANSWER_SECONDS = 60.0  # that the cluster may take to tell


class Seat(threading.Thread):
    """Hands a supervisor its orders, and says what it answers."""

    def __init__(self, number: int, remote: Remote, say: Callable[[FromClient], None]) -> None:
        super().__init__(daemon=True)
        self.remote = remote
        self.orders: SimpleQueue[ToWorker | None] = SimpleQueue()
        self._number = number
        self._say = say

    def run(self) -> None:
        try:
            while (order := self.orders.get()) is not None:
                self.remote.send(order)
                while self.remote.answer is not None:
                    for message in self.remote.receive():
                        self._say(Said(self._number, message))
        except Exception as error:  # Ray's, if it was cut off from its cluster
            traceback.print_exc()
            self._say(Said(self._number, Failed(f"{type(error).__name__}: {error}")))


def main() -> None:
    """Serves the main process until it closes the socket or is gone."""
    leave_out_address_grammars()
    connection = channel.take()
    inbox: SimpleQueue[ToClient | None] = SimpleQueue()
    lock = threading.Lock()

    def say(message: FromClient) -> None:
        with lock, contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the inbox tells of the end
            connection.sendall(encode(message))

    channel.listen(connection, lambda line: inbox.put(to_client(line)), lambda: inbox.put(None), GRACE)
    try:
        serve(inbox, say)
    except EngineError as error:
        say(Failed(str(error)))
    except Exception as error:
        traceback.print_exc()
        say(Failed(f"Ray failed: {type(error).__name__}: {error}"))
    connection.close()
    sys.stderr.flush()
    os._exit(0)  # Ray's threads and its messages at the end are nobody's concern


def serve(inbox: SimpleQueue[ToClient | None], say: Callable[[FromClient], None]) -> None:
    """Connects to the cluster, then does what it is told until ``None`` comes.

    Raises:
        EngineError: there is no cluster.
    """
    first = inbox.get()
    assert isinstance(first, Connect), first
    with connected(first.address) as ray:
        threading.Thread(target=end_with_node, args=(ray,), daemon=True).start()
        supervisors = Supervisors(ray, first.setup, first.gpus)
        say(Connected(room(ray.cluster_resources(), first.gpus)))
        seats: dict[int, Seat] = {}
        while (order := inbox.get()) is not None:
            match order:
                case Open(number):
                    seats[number] = Seat(number, supervisors.start(), say)
                    seats[number].start()
                case Give(number, message):
                    seats[number].orders.put(message)
                case Shut(number, grace):
                    seat = seats.pop(number)
                    supervisors.stop([seat.remote], grace)
                    seat.orders.put(None)
        supervisors.stop([seat.remote for seat in seats.values()])


def end_with_node(ray: Any) -> None:
    """Ends this process when the cluster says that the node behind it is dead, or says nothing."""
    node_id = ray.get_runtime_context().get_node_id()
    alive = True
    while alive:
        time.sleep(LOOK_SECONDS)
        silence = threading.Timer(ANSWER_SECONDS, _end, ["The cluster does not answer."])
        silence.daemon = True
        silence.start()
        try:
            alive = any(node["NodeID"] == node_id and node["Alive"] for node in ray.nodes())
        except Exception:  # whatever Ray says instead of an answer
            traceback.print_exc()
            alive = False
        silence.cancel()
    _end("The node of Ray's client is lost.")


def _end(reason: str) -> None:
    print(reason, file=sys.stderr, flush=True)
    os._exit(1)


if __name__ == "__main__":
    main()
