"""The image: nothing but what candidates need is in it, and what is wrong with it is told."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from places import ROOT
from ruamel.yaml import YAML

from autograder.sandbox.choice import choose
from autograder.sandbox.docker import image
from autograder.sandbox.errors import SandboxError

# Runs in a container: every file's path, and the hash of its content where its size is one of the given.
LOOK = """
import hashlib, json, os, pathlib, sys
sizes, found = set(json.load(sys.stdin)), {}
for folder, inner, names in os.walk("/"):
    inner[:] = [] if folder in ("/proc", "/sys", "/dev") else inner
    for path in (pathlib.Path(folder, name) for name in names):
        known = path.is_file() and not path.is_symlink() and path.stat().st_size in sizes
        found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if known else ""
json.dump(found, sys.stdout)
"""


def secrets_below(*folders: str) -> dict[str, Path]:
    """Files that must be in no image, by the hash of their content, whatever they might be called there."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    told = [path for path in files if path.stat().st_size > 100 and "__pycache__" not in path.parts]
    secret = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in told}
    assert len(secret) > 300
    return secret


def look_into(image_name: str, top: str, secret: dict[str, Path]) -> tuple[set[str], set[Path]]:
    """The names of the files below ``top`` in an image, and the secrets that are anywhere in it."""
    command = ["docker", "run", "--rm", "--interactive", "--network=none", "--user=0", image_name, "-c", LOOK]
    sizes = json.dumps([path.stat().st_size for path in secret.values()])
    told = subprocess.run(command, input=sizes, capture_output=True, text=True, check=True)
    files: dict[str, str] = json.loads(told.stdout)
    below = {path.removeprefix(top) for path in files if path.startswith(top)}
    return below, {secret[digest] for digest in files.values() if digest in secret}


def test_the_candidates_image_holds_no_answer_no_test_and_no_held_out_datum(
    requires: Callable[[str], str],
) -> None:
    """And of this package nothing but the candidate's part."""
    requires("docker")
    secret = secrets_below("solutions", "tests", "autograder/examiner", "autograder/assignment")
    ours, found = look_into(image.name("cpu"), "/opt/autograder/autograder/", secret)
    assert found == set()
    assert ours == {str(path.relative_to(image.PACKAGE)) for path in image._candidate_files()}
    assert {path.split("/")[0] for path in ours} == {"__init__.py", "candidate"}


def test_the_graders_image_gets_the_package_and_no_course(requires: Callable[[str], str]) -> None:
    """What its Dockerfile copies is what .dockerignore lets through."""
    requires("docker")
    tag = "autograder-test-context"
    command = ["docker", "build", "--quiet", "--tag", tag, "--file", "-", str(ROOT)]
    recipe = f"FROM {image.name('cpu')}\nCOPY . /context/\n"
    subprocess.run(command, input=recipe, capture_output=True, text=True, check=True)
    try:
        copied, found = look_into(tag, "/context/", secrets_below("solutions", "tests"))
    finally:
        subprocess.run(["docker", "rmi", tag], capture_output=True, check=True)
    assert found == set()
    assert {"pyproject.toml", "constraints.txt", "autograder/cli/__init__.py"} <= copied
    tops = {"LICENSE", "README.md", "autograder", "constraints.txt", "docker", "pyproject.toml"}
    assert {path.split("/")[0] for path in copied} == tops


def test_the_nodes_of_a_kubernetes_cluster_have_the_ray_that_is_installed_in_them() -> None:
    cluster = YAML(typ="safe").load(ROOT / "docker" / "raycluster.yaml")
    assert f"ray=={cluster['spec']['rayVersion']}" in image.CONSTRAINTS.read_text().splitlines()


def test_no_setuid_program_is_in_the_image(requires: Callable[[str], str]) -> None:
    requires("docker")
    command = ["docker", "run", "--rm", "--network=none", "--user=0", "--entrypoint=find", image.name("cpu")]
    told = subprocess.run(
        [*command, "/", "-xdev", "-type", "f", "-perm", "/6000"], capture_output=True, text=True, check=True
    )
    assert told.stdout == ""


def test_a_base_that_cannot_be_had_is_told_before_any_work(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    requires("docker")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not-there"))  # where the work would be done
    with pytest.raises(
        SandboxError, match=r"cannot get the image no-such-base:here .*--base; docker/debian-b"
    ):
        image.build("cpu", "no-such-base:here")


def test_an_engine_is_needed_before_any_package(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    requires("docker")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not-there"))
    with pytest.raises(SandboxError, match="The Docker engine is not running"):
        image.build("cpu")


def test_a_build_that_is_ended_leaves_nothing_behind(requires: Callable[[str], str], tmp_path: Path) -> None:
    requires("docker")
    program = [sys.executable, "-c", "from autograder.cli import app; app()"]
    command = [*program, "image", "build", "--base", image.name("cpu")]
    stages = ["docker", "images", "--quiet", "--filter", f"label={image.STAGE}", "--filter", "dangling=true"]
    before = subprocess.run(stages, capture_output=True, text=True, check=True).stdout
    with subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as build:
        while not list(tmp_path.iterdir()) and build.poll() is None:
            time.sleep(0.05)
        build.terminate()
        _, said = build.communicate()
    assert build.returncode == 128 + signal.SIGTERM, said
    assert list(tmp_path.iterdir()) == []
    assert subprocess.run(stages, capture_output=True, text=True, check=True).stdout == before


def test_nobody_is_root_in_the_image(requires: Callable[[str], str]) -> None:
    requires("docker")
    shown = subprocess.run(
        ["docker", "image", "inspect", "--format", "{{.Config.User}}", image.name("cpu")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "10000:10000"


def test_a_machine_without_docker_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match=r"apt-get install docker\.io"):
        choose("docker")


def test_an_engine_that_does_not_answer_is_told(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    requires("docker")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing")
    with pytest.raises(SandboxError, match="engine is not running at this address: start it"):
        choose("docker")


def test_an_image_that_is_not_there_is_told(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    requires("docker")
    monkeypatch.setattr(image, "name", lambda device: f"no-such-image:{device}")
    with pytest.raises(SandboxError, match="no image no-such-image:cpu: run `autograder image build"):
        choose("docker")


def test_an_image_of_another_version_is_told(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    requires("docker")
    monkeypatch.setattr(image, "source", lambda: "another")
    with pytest.raises(SandboxError, match="built from another version of autograder: run"):
        choose("docker")


def test_a_base_that_is_not_there_ends_the_build_with_a_sentence(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a list of packages that is quick to collect."""
    requires("docker")
    for path in image.RECIPE.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "requirements-cpu.txt").write_text("msgspec\n")
    monkeypatch.setattr(image, "RECIPE", tmp_path)
    with pytest.raises(
        SandboxError, match=r"cannot get the image no-such-base:at-all .*name another with --base"
    ):
        image.build("cpu", base="no-such-base:at-all")


def test_an_installed_package_without_its_source_builds_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(image, "RECIPE", tmp_path / "docker")
    with pytest.raises(SandboxError, match="images are built in a checkout"):
        image.build("cpu")
