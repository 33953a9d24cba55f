"""Finding GPUs, with a driver's program that pretends; and handing them out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.candidate.walls import gpus as candidate_gpus
from autograder.cli import doctor
from autograder.sandbox import gpus
from autograder.sandbox.gpus import Gpu, Share, find, hand_out

TWO = [Gpu("0", "Pretended", 16000), Gpu("1", "Pretended", 16000)]


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "nvidia-smi"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return program


def says(program: Path, text: str, status: int = 0) -> None:
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\nexit {status}\n", encoding="utf-8")
    program.chmod(0o755)


def test_what_the_driver_shows_is_found(driver: Path) -> None:
    says(driver, "0, NVIDIA A100-SXM4-40GB, 40960\n3, NVIDIA H100, 80GB, PCIe, 81559")
    assert find() == [Gpu("0", "NVIDIA A100-SXM4-40GB", 40960), Gpu("3", "NVIDIA H100, 80GB, PCIe", 81559)]


@pytest.mark.parametrize(("text", "status"), [("No devices were found", 6), ("0, A100, 40960", 9), ("", 0)])
def test_a_driver_without_a_gpu_is_no_gpu(
    driver: Path, monkeypatch: pytest.MonkeyPatch, text: str, status: int
) -> None:
    says(driver, text, status)
    monkeypatch.setattr(candidate_gpus, "DEVICES", ())
    assert find() == []


def test_the_doctor_tells_how_to_load_what_cuda_needs(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says(driver, "0, Pretended, 16000")
    monkeypatch.setattr(candidate_gpus, "DEVICES", ())
    found = [one for one in doctor.findings() if one.topic == "GPU"]
    assert [one.available for one in found] == [True, False]
    assert "nvidia-modprobe -u -c=0" in found[1].remedy


def test_frameworks_are_asked_where_the_drivers_program_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpus, "DRIVER", ("no-such-program",))
    monkeypatch.setattr(candidate_gpus, "DEVICES", ("/dev/null",))
    monkeypatch.setattr(gpus, "FRAMEWORKS", ("import no_such_framework", "print('0, One, 8000')"))
    assert find() == [Gpu("0", "One", 8000)]


@pytest.mark.parametrize(
    ("each", "memory", "shares"),
    [
        (1, None, [Share("0", 0), Share("1", 0)]),
        (2, None, [Share("0,1", 0)]),
        (3, None, []),
        (0.5, None, [Share("0", 8000), Share("0", 8000), Share("1", 8000), Share("1", 8000)]),
        (0.3, 4000, [Share("0", 4000)] * 3 + [Share("1", 4000)] * 3),
        (1, 4000, [Share("0", 4000), Share("1", 4000)]),
    ],
)
def test_gpus_are_handed_out(each: float, memory: int | None, shares: list[Share]) -> None:
    assert hand_out(TWO, each, memory) == shares


def test_a_machine_without_gpus_has_no_share() -> None:
    assert hand_out([], 0.5) == []
