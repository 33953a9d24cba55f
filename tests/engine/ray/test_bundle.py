"""What is sent to a grader elsewhere, files included."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from samples import ASSIGNMENT, CONFIG

from autograder.engine.ray.bundle import pack
from autograder.engine.worker.messages import Setup


def test_the_files_arrive_where_the_assignment_then_looks_for_them(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    (here / "data" / "deep").mkdir(parents=True)
    (here / "data" / "deep" / "texts.csv").write_bytes(b"a,b\n\xff")
    (here / "data").chmod(0o700)
    (here / "diagnosis.json").write_text("{}")
    assignment = msgspec.structs.replace(
        ASSIGNMENT, given_folder=str(here / "data"), diagnosis_file=str(here / "diagnosis.json")
    )
    old = os.umask(0o077)  # as a careful grader has it
    try:
        setup = pack(Setup(assignment, CONFIG.settings, "off")).unpack(there)
    finally:
        os.umask(old)
    assert (setup.sandbox, setup.settings, setup.assignment.heldout_folder) == ("off", CONFIG.settings, "")
    assert (Path(setup.assignment.given_folder) / "deep" / "texts.csv").read_bytes() == b"a,b\n\xff"
    assert Path(setup.assignment.diagnosis_file).read_text(encoding="utf-8") == "{}"
    assert Path(setup.assignment.diagnosis_file).is_relative_to(there)
    for path in (Path(setup.assignment.given_folder), *Path(setup.assignment.given_folder).rglob("*")):
        assert path.stat().st_mode & 0o044 == 0o044, path


def test_what_is_not_there_is_not_sent() -> None:
    assignment = msgspec.structs.replace(ASSIGNMENT, diagnosis_file="/no/such/file")
    assert pack(Setup(assignment, CONFIG.settings, "off")).files == {}
