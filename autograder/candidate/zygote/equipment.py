"""What a zygote holds for its candidates, so that each of them finds it there."""

from __future__ import annotations

import msgspec


class Equipment(msgspec.Struct, frozen=True):
    """What the candidates of one assignment are given.

    Attributes:
        runtime: ``numpy``, ``torch``, ``tensorflow`` or ``transformers``: the frameworks.
        given_folder: absolute path of the folder that students get, which is laid out where each candidate
            works; empty: none.
        accelerate_from: as in ``grading.yml``.
        modules: modules to import besides the frameworks, because the notebook imports them anyway.
        memory: bytes that a candidate may use.
        gpus: those that it may use, as in ``CUDA_VISIBLE_DEVICES``.
        gpu_memory: bytes that it may take of each; 0 means all.
    """

    runtime: str
    given_folder: str = ""
    accelerate_from: int = 0
    modules: list[str] = []
    memory: int = 4 * 2**30
    gpus: str = ""
    gpu_memory: int = 0
