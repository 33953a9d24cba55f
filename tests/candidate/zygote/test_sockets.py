"""What waits in sockets counts for the candidate that has them, also when it has closed them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from autograder.candidate.zygote.sockets import Sockets, open_diagnosis

MIB = 2**20
SCRIPT = """
import json, socket
from autograder.candidate.zygote.sockets import Sockets, open_diagnosis
sockets = Sockets(open_diagnosis(), "self")
def fill(count):
    pairs = [socket.socketpair() for _ in range(count)]
    sent = 0
    for sender, _ in pairs:
        sender.setblocking(False)
        try:
            while True: sent += sender.send(bytes(2**16))
        except BlockingIOError: pass
    return pairs, sent
found = [sockets.memory()]
pairs, sent = fill(50)
found.append(sockets.memory() / sent)
for sender, _ in pairs: sender.close()
found.append(sockets.memory() / sent)
for _, receiver in pairs: receiver.close()
found.append(sockets.memory())
print(json.dumps(found))
"""


def test_what_was_sent_counts_until_it_is_read_or_nobody_can(requires: Callable[[str], str]) -> None:
    walls = [requires("bubblewrap"), "--unshare-net", "--unshare-user", "--dev-bind", "/", "/"]
    done = subprocess.run(
        [*walls, sys.executable, "-c", SCRIPT], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    before, waiting, closed, after = json.loads(done.stdout)
    assert before <= MIB
    assert waiting >= 1
    assert closed >= 0.8  # but for a handful
    assert after <= MIB


def test_a_process_that_has_ended_has_none() -> None:
    sockets = Sockets(open_diagnosis(), "0")
    assert sockets.memory() == 0
    sockets.close()
