"""Which updates a grading depends on."""

from __future__ import annotations

import importlib.metadata

from autograder.examiner.versions import deciding, differences, versions

BEFORE = {
    "python": "3.11.2",
    "numpy": "2.4.6",
    "torch": "2.12.0+cpu",
    "tensorflow-cpu": "2.20.0",
    "keras": "3.14.0",
    "autograder": "0.2.0",
    "otter-grader": "6.1.0",
}
TODAY = {
    "python": "3.11.9",
    "numpy": "2.4.6",
    "torch": "2.13.0+cu128",
    "tensorflow": "2.21.0",
    "keras": "3.15.0",
    "autograder": "0.3.0",
    "otter-grader": "6.1.0",
}


def updated(runtime: str, before: dict[str, str] = BEFORE, **changed: str) -> dict[str, tuple[str, str]]:
    return differences(before, deciding(TODAY | changed, runtime))


def test_only_what_the_runtime_computes_with_counts() -> None:
    own = {"autograder": ("0.2.0", "0.3.0")}
    assert updated("numpy") == own
    assert updated("torch") == {**own, "torch": ("2.12.0", "2.13.0")}
    assert updated("tensorflow") == {
        **own,
        "keras": ("3.14.0", "3.15.0"),
        "tensorflow": ("2.20.0", "2.21.0"),
    }


def test_builds_and_the_last_part_of_pythons_version_do_not_count() -> None:
    same = {"autograder": "0.2.0", "torch": "2.12.0+cu128"}
    assert updated("torch", **same) == {}
    assert updated("torch", **same, python="3.12.1") == {"python": ("3.11", "3.12")}


def test_what_is_not_known_is_no_update_but_for_autograder() -> None:
    assert updated("torch", before={}) == {}
    assert updated("torch", before={"numpy": "2.4.6"}) == {"autograder": ("unrecorded", "0.3.0")}


def test_the_versions_of_autograder_and_otter_are_told() -> None:
    assert versions().items() >= {
        (name, importlib.metadata.version(name)) for name in ("autograder", "otter-grader", "numpy")
    }
