"""Every catalogued attack is run for real, and gains nothing: no point, no secret, no harm to anybody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attacks import Attack, attacks
from target import Target, said_of, strange_modules, visible

from autograder.examiner import bounds
from autograder.examiner.session import session
from autograder.results import Status

CATALOGUE = attacks()
CLASSES = {  # by folder, in the words of the list that we promise to cover
    "read-tests": "read tests from disk, /proc, frames, gc",
    "overwrite-tests": "overwrite tests",
    "patch-judge": "patch judge functions, numpy, torch, builtins",
    "inflate-scores": "inflate scores, NaN, duplicate ids",
    "ipython": "IPython transformers and hooks",
    "lying-objects": "objects that lie about equality, shape, type or numbers",
    "pickles": "pickles in results, checkpoints, logs",
    "local-sockets": "connect to local ports and sockets",
    "leftovers": "atexit, threads, daemons",
    "exits": "os._exit, signals, recursion, segfault",
    "hangs": "hangs, sleeping, native loops",
    "bombs": "memory, fork, disk, descriptor, output bombs",
    "network": "network, DNS, IPv6, metadata address",
    "forged-results": "forged stdout or results files",
    "shadowing": "module shadowing, sitecustomize, .pth",
    "seeds": "rebinding seeds",
    "claims": "claimed metrics, hard-coded histories, pre-trained weights, predict that looks labels up",
    "library-layer": "calling a forbidden library layer",
    "memoising": "input-memoising functions",
    "clocks": "patched clocks",
    "mutation": "mutating test inputs",
    "neighbours": "writing the gradebook or another submission",
    "wire": "forging or flooding wire frames and handles",
    "kernel": "parts of the kernel around the walls",
    "leaks": "say what was hidden",
    "rerolls": "failures that are forgiven",
    "replays": "work that is slow only when it is done again",
    "names": "names of other questions",
    "numbers": "types of numbers",
    "partial": "partial credit without its checks",
    "probes": "inputs that can be recognised",
}
# In modules of their own, because no cell can do them: archives, edited notebooks, injection into reports.
# What the examiner alone withstands is tried once by `make test`, and behind each wall by `.ci/run`.
NO_WALL_MATTERS = (
    *("patch-judge", "inflate-scores", "ipython", "lying-objects", "seeds", "claims", "library-layer"),
    *("memoising", "clocks", "mutation", "wire", "leaks", "rerolls", "replays", "names", "numbers"),
    *("partial", "probes", "bombs/examiner"),
)
PAYLOAD_RAISED = re.compile(r"The cell `(?!grader\.check\()[^`]*` raised ")  # a check may: it reads the wire

USUAL = {"namespaces": "torch", "docker": "tensorflow", "off": "torch"}  # runtime: no wall depends on it


def aims(attack: Attack) -> Iterator[tuple[str, str, str]]:
    """Assignment, runtime and sandbox: behind all walls, and without where it attacks the wire's rules."""
    for sandbox, runtime in USUAL.items():
        if sandbox in attack.sandboxes or sandbox == "docker":
            yield attack.assignment, runtime if runtime in attack.runtimes else attack.runtimes[0], sandbox


def marks(attack: Attack, sandbox: str) -> list[pytest.MarkDecorator]:
    once = attack.name.startswith(NO_WALL_MATTERS)
    return [pytest.mark.thorough] if once and sandbox != attack.sandboxes[-1] else []


CASES = [  # in the order of their targets: each is opened once
    pytest.param(place, attack, id=f"{attack.name}-{place[1]}-{place[2]}", marks=marks(attack, place[-1]))
    for place, attack in sorted(
        ((place, attack) for attack in CATALOGUE for place in aims(attack)), key=lambda case: case[0][::-1]
    )
]


@pytest.fixture(scope="session")
def aim(requires: Callable[[str], str]) -> Iterator[Callable[[str, str, str], Target]]:
    """Opens a target and keeps it open until another one is asked for."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as opened:
        patch.setattr(session, "GRACE_SECONDS", 0.5)  # an attack would wait the usual two to the end
        patch.setattr(bounds, "CPU_SECONDS", 2.0)  # and compute on our side for the usual ten
        current: dict[tuple[str, str, str], Target] = {}

        def aim(assignment: str, runtime: str, sandbox: str) -> Target:
            requires(sandbox)
            requires(runtime)
            place = (assignment, runtime, sandbox)
            if place not in current:
                opened.close()
                current.clear()
                # Not below /tmp, of which every candidate has one of its own.
                folder = opened.enter_context(TemporaryDirectory(dir="/var/tmp", prefix="redteam-"))
                current[place] = Target(Path(folder), *place)
                opened.callback(current[place].close)
            return current[place]

        yield aim


@pytest.mark.parametrize(("place", "attack"), CASES)
def test_an_attack_gains_nothing(
    aim: Callable[[str, str, str], Target], place: tuple[str, str, str], attack: Attack
) -> None:
    target = aim(*place)
    honest = target.worth(attack.honest(target.build))
    before = target.state()

    result = target.grade(attack.notebook(target.build, target.known))

    assert result.status == Status.GRADED
    for question in result.questions:
        assert question.score <= honest[question.name], f"gained points in {question.name}: {result}"
    assert result.score <= sum(honest.values())
    said = said_of(result)
    assert "HOLE" not in said, said
    assert target.leaked(result) == []
    assert not [text for text in visible(result) if "LEAK" in text]
    assert target.called() == []
    assert target.leftovers() == set()
    assert target.state() == before
    assert strange_modules() == []
    if attack.detected:
        assert attack.detected.lower() in said.lower(), said
    else:
        cells = " ".join(question.full for question in result.questions)
        assert not PAYLOAD_RAISED.search(cells), cells  # a payload that does not run attacks nothing
    assert len(said) < 20_000
    after = target.honest()
    assert after.score == after.possible, after


def test_every_class_has_its_attacks() -> None:
    assert Counter(attack.name.partition("/")[0] for attack in CATALOGUE).keys() == CLASSES.keys()
    assert all(attack.kind == CLASSES[attack.name.partition("/")[0]] for attack in CATALOGUE)


def test_each_attack_runs_behind_some_walls_in_every_run() -> None:
    usual = {case.values[1].name for case in CASES if "thorough" not in {mark.name for mark in case.marks}}
    assert usual == {attack.name for attack in CATALOGUE}
    assert all(any(attack.name.startswith(begin) for attack in CATALOGUE) for begin in NO_WALL_MATTERS)


def test_the_catalogue_is_as_large_as_promised() -> None:
    assert len(CATALOGUE) >= 60
    assert sum(attack.kind == CLASSES["wire"] for attack in CATALOGUE) >= 8


@pytest.mark.parametrize("attack", CATALOGUE, ids=lambda attack: attack.name)
def test_an_attack_is_well_formed(attack: Attack) -> None:
    assert attack.about.endswith(".")
    assert attack.sandboxes in (["namespaces"], ["namespaces", "off"])
    assert set(attack.runtimes) <= {"torch", "tensorflow"}
    assert attack.runtimes
    sources = [source for place in (attack.instead, attack.before, attack.after) for source in place.values()]
    assert sources, "there is no payload"
    assert not attack.detected or len(attack.detected) > 3  # "q1" alone is in every result
