"""What is sent to a grader elsewhere, files included."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from samples import ASSIGNMENT, CONFIG

from autograder.engine.ray.bundle import pack
from autograder.engine.worker.messages import Setup
from autograder.settings import RunMode


def test_the_files_arrive_where_the_assignment_then_looks_for_them(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    (here / "data" / "deep").mkdir(parents=True)
    (here / "data" / "deep" / "texts.csv").write_bytes(b"a,b\n\xff")
    (here / "data").chmod(0o700)
    (here / "diagnosis.json").write_text("{}")
    assignment = msgspec.structs.replace(ASSIGNMENT, given_folder=str(here / "data"))
    mode = RunMode(str(here / "diagnosis.json"), calibrating=True)
    old = os.umask(0o077)  # as a careful grader has it
    try:
        setup = pack(Setup(assignment, CONFIG.settings, "off", mode)).unpack(there)
    finally:
        os.umask(old)
    assert (setup.sandbox, setup.settings, setup.assignment.heldout_folder) == ("off", CONFIG.settings, "")
    assert (Path(setup.assignment.given_folder) / "deep" / "texts.csv").read_bytes() == b"a,b\n\xff"
    assert Path(setup.mode.catalogue).read_text(encoding="utf-8") == "{}"
    assert Path(setup.mode.catalogue).is_relative_to(there)
    assert setup.mode.calibrating
    for path in (Path(setup.assignment.given_folder), *Path(setup.assignment.given_folder).rglob("*")):
        assert path.stat().st_mode & 0o044 == 0o044, path


def test_what_is_not_there_is_not_sent() -> None:
    setup = Setup(ASSIGNMENT, CONFIG.settings, "off", RunMode("/no/such/file"))
    assert pack(setup).files == {}
