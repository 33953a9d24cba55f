"""Supervisors on the nodes of a Ray cluster, or of one that is started here.

A supervisor is an examiner in a Ray process. It starts its zygote and candidates on its own node; student
code never runs in a Ray process. Ray itself retries nothing: a supervisor that is lost, alone or with its
node, is replaced by the pool, and what a student's code raises is a result.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from autograder.engine.pool import EngineError
from autograder.engine.ray.bundle import Parcel, pack
from autograder.engine.worker.messages import (
    Failed,
    Finished,
    FromWorker,
    Job,
    Ready,
    Setup,
    ToWorker,
    encode,
    from_worker,
)
from autograder.engine.worker.worker import open_examiner
from autograder.sandbox.gpus import Share, find, hand_out
from autograder.settings import Settings

CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 8.0  # that a supervisor has to end what it started

# For some seconds Ray takes a lost node for alive, and gives supervisors to it that then never run.
NEVER_RAN = "The actor never ran"
PLACE_SECONDS = 60.0  # in which each gets a place
PAUSE_SECONDS = 0.5


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """Ray's module, connected to a cluster.

    Args:
        address: as in ``ray.init``; if it is empty, a cluster is started on this machine.

    Raises:
        EngineError: Ray is not installed, or there is no cluster.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # its coming default, of which it warns
    try:
        import ray
    except ImportError as error:
        raise EngineError("Ray is not installed: pip install 'autograder[ray]'.") from error
    options: dict[str, Any] = (
        {"address": address} if address else {"address": "local", "include_dashboard": False}
    )
    try:
        _check_reachable(address)  # Ray itself would try for minutes
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"There is no Ray cluster at {address or 'this machine'}: {error}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _check_reachable(address: str) -> None:
    host, _, port = address.rpartition(":")
    if host:
        socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()


def room(resources: dict[str, float], gpus: float) -> int:
    """For how many supervisors a cluster has room."""
    by_gpus = int(resources.get("GPU", 0) / gpus + 1e-9) if gpus else math.inf
    return int(max(1, min(resources.get("CPU", 1), by_gpus)))


class Supervisor:
    """Runs in a Ray process: an examiner with the files that it needs."""

    def __init__(self, parcel: Parcel) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-")
        setup = parcel.unpack(Path(self._folder.name))
        self._examiner = open_examiner(msgspec.structs.replace(setup, share=_share(setup.settings)))

    def answer(self, job: Job | None) -> bytes:
        """What a worker says when a job is done, or before the first one."""
        if job is None:
            return encode(Ready())
        result = self._examiner.grade(job.data, lambda question: None, job.files)
        return encode(Finished(result, self._examiner.record, self._examiner.pictures))

    def close(self) -> None:
        self._examiner.close()
        self._folder.cleanup()


def _share(settings: Settings) -> Share | None:
    """What Ray gave to the process that this runs in."""
    import ray

    indices = {str(index) for index in ray.get_gpu_ids()}
    gpus = [gpu for gpu in find() if gpu.index in indices] if indices else []
    each = settings.gpus if settings.gpus < 1 else len(gpus)
    return hand_out(gpus, each, settings.gpu_memory)[0] if gpus else None


class Remote:
    """A supervisor as its pool holds it.

    Attributes:
        dead: Ray has told that its process has ended, or never began.
        answer: Ray's reference to what it was last asked for.
    """

    def __init__(self, ray: Any, make: Callable[[], Any]) -> None:
        self.gone = self.dead = False
        self.supervisor = make()
        self.answer: Any = None
        self._ray = ray
        self._make = make
        self._last_try = time.monotonic() + PLACE_SECONDS

    def send(self, message: ToWorker) -> None:
        self.answer = self.supervisor.answer.remote(message if isinstance(message, Job) else None)

    def receive(self) -> list[FromWorker]:
        answer, self.answer = self.answer, None
        try:
            return [from_worker(self._ray.get(answer))]
        except self._ray.exceptions.RayError as error:
            if NEVER_RAN in str(error) and time.monotonic() < self._last_try:
                time.sleep(PAUSE_SECONDS)
                self.supervisor = self._make()
                self.answer = self.supervisor.answer.remote(None)
                return []
            self.dead = isinstance(error, self._ray.exceptions.RayActorError)
            return [Failed(_reason(error))]


class Supervisors:
    """Workers as actors of a Ray cluster."""

    log = "Ray's logs on its node"

    def __init__(self, ray: Any, setup: Setup, gpus: float) -> None:
        self._ray = ray
        self._parcel = ray.put(pack(setup))
        self._actor = ray.remote(num_cpus=1, num_gpus=gpus, max_restarts=0, max_task_retries=0)(Supervisor)

    def start(self) -> Remote:
        return Remote(self._ray, partial(self._actor.remote, self._parcel))

    def stop(self, workers: Sequence[Remote], grace: float | None = None) -> None:
        """What they started ends with them in any case; a supervisor that has the time removes its files."""
        living = [worker.supervisor for worker in workers if not worker.dead]
        ending = [supervisor.close.remote() for supervisor in living]
        if ending:
            self._ray.wait(ending, num_returns=len(ending), timeout=CLOSE_SECONDS if grace is None else grace)
        for supervisor in living:
            self._ray.kill(supervisor)


def _reason(error: Exception) -> str:
    """One line of it: Ray's own texts go on for pages, and end with what our code raised where it did."""
    cause = getattr(error, "cause", None) or error
    line = (str(cause).strip().splitlines() or [""])[-1]
    match = re.fullmatch(r"autograder\.[\w.]+: (.+)", line)
    return match[1] if match else f"{type(cause).__name__}: {line}"
