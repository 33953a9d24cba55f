"""A warm process that does nothing but run cells: what grading cannot be faster than.

It imports what a zygote imports. For each line on its standard input, a JSON list of lists of cells, it forks
and runs them all with ``exec``; it answers with the seconds that each list took, wall clock and CPU.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import sys
import time

from autograder.candidate.zygote.zygote import IMPORTS


def main(runtime: str, *modules: str) -> None:
    """Serve until the standard input ends."""
    for name in (*IMPORTS[runtime], *modules):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            _run(json.loads(line))
            os._exit(0)
        os.waitpid(child, 0)


def _run(parts: list[list[str]]) -> None:
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)  # as in a candidate
    names: dict[str, object] = {"__name__": "__main__"}
    taken = []
    for cells in parts:
        began, cpu = time.perf_counter(), time.process_time()
        for cell in cells:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
                exec(compile(cell, "<cell>", "exec"), names)
        taken.append((time.perf_counter() - began, time.process_time() - cpu))
    print(json.dumps(taken), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
