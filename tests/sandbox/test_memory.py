"""What a candidate, with all that it starts and wherever it is kept, may have of memory."""

from __future__ import annotations

import time

import pytest
from candidates import MEMORY, Ask, run

from autograder.examiner.session.remote import Link
from autograder.examiner.session.session import OverMemory
from autograder.sandbox.zygote import Zygote


def test_a_candidate_gets_no_more_memory_than_its_budget(ask_each: Ask) -> None:
    source = "def answer():\n    try: return len(bytearray({size}))\n    except MemoryError: return 'refused'"
    assert ask_each(source.format(size=MEMORY // 2)) == MEMORY // 2
    assert ask_each(source.format(size=2 * MEMORY)) == "refused"


def test_shared_memory_is_as_large_as_the_budget_and_counts_though_no_process_maps_it(zygote: Zygote) -> None:
    session = run(
        zygote,
        "import os\ndef answer():\n    now = os.statvfs('/dev/shm')\n    return now.f_blocks * now.f_frsize",
    )
    assert Link(session).name("answer")() == MEMORY
    before = session._process.memory()
    session.run("open('/dev/shm/unmapped', 'wb').write(bytes(2**27))", 0)
    assert session._process.memory() - before > 2**27 - 2**24
    session.start_budget(60, 2**26)
    with pytest.raises(OverMemory, match="MiB of memory with all that it started"):
        session.run("import time\ntime.sleep(30)", 0)


HOARD = (
    "import mmap, os, time\n"
    "def hoard():\n"
    "    kept = [mmap.mmap(-1, 2**26) for _ in range(32)]\n"
    "def leave_hoarders():\n"
    "    for _ in range(4):\n"
    "        if os.fork() == 0:\n"
    "            kept = bytearray(b'x') * (400 * 2**20)\n"
    "            time.sleep(20)\n"
    "            os._exit(0)\n"
)


def test_memory_is_watched_also_while_nobody_asks(zygote: Zygote) -> None:
    session = run(zygote, HOARD)
    session.start_budget(60, MEMORY)
    session.run("leave_hoarders()", 0)
    deadline = time.monotonic() + 20
    while not session._channel.is_cut() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(OverMemory, match="its budget is 1024 MiB"):
        session.run("pass", 0)


IN_SOCKETS = """
import socket, time
kept, block = [], bytes(2**20)
for _ in range(450):
    sender, receiver = socket.socketpair()
    sender.setblocking(False)
    try:
        while True: sender.send(block)
    except BlockingIOError: sender.close()
    kept.append(receiver)
time.sleep(20)
"""


IN_TABLES = """
import mmap
kept = []
while True:
    kept.append(mmap.mmap(-1, 2**37, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, mmap.PROT_READ))
    kept[-1].madvise(mmap.MADV_NOHUGEPAGE)
    kept[-1][:: 2**21]
"""


@pytest.mark.parametrize("source", [IN_SOCKETS, IN_TABLES])
def test_memory_that_is_in_no_page_of_a_process_counts(zygote: Zygote, source: str) -> None:
    session = run(zygote, "value = 7")
    session.start_budget(60, 2**26)
    with pytest.raises(OverMemory, match="its budget is 64 MiB"):
        session.run(source, 0)


def test_the_memory_of_one_is_not_taken_for_that_of_another(walled: Zygote) -> None:
    session, neighbour = run(walled, HOARD), run(walled, "value = 7")
    for each in (neighbour, session):
        each.start_budget(60, MEMORY // 2)
    with pytest.raises(OverMemory):
        session.run("leave_hoarders()\ntime.sleep(20)", 0)
    assert Link(neighbour).name("value") == 7
    neighbour.close()


def test_shared_memory_without_a_name_is_limited_and_counted(ask_each: Ask, walled: Zygote) -> None:
    assert ask_each(
        "import mmap\n"
        "shared = mmap.mmap(-1, 2**20)\n"
        "def answer():\n"
        "    shared[9] = 1\n"
        "    return shared[9], len(shared)"
    ) == (1, 2**20)
    session = run(walled, HOARD)
    session.start_budget(60, MEMORY)
    try:  # which comes first, the end of the room or the watch, is a matter of chance
        ran = session.run("hoard()", 0)
    except OverMemory:
        return
    assert ran.raised is not None
    assert "Cannot allocate memory" in ran.raised.message
    session.close()
