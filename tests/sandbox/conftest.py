"""A zygote behind walls of each kind, and what a candidate of it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from candidates import Ask, answer

from autograder.candidate.zygote.equipment import Equipment
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote


@pytest.fixture(scope="module", params=["namespaces", "docker", "off"])
def any_zygote(request: pytest.FixtureRequest, requires: Callable[[str], str]) -> Iterator[Zygote]:
    requires(request.param)
    zygote = Zygote(choose(request.param), Equipment("numpy"))
    yield zygote
    zygote.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder that students get."""
    given = tmp_path_factory.mktemp('gi,ven "quoted"')
    given.chmod(0o755)  # pytest's are its user's own
    (given / "data").mkdir()
    (given / "data" / "points.txt").write_text("1 2 3")
    (given / "data" / "large.txt").write_text("x" * 2**17)
    return str(given)


@pytest.fixture(scope="module")
def zygote(requires: Callable[[str], str], data: str) -> Iterator[Zygote]:
    """Behind the strongest walls."""
    requires("namespaces")
    zygote = Zygote(choose("namespaces"), Equipment("numpy", data))
    yield zygote
    zygote.close()


@pytest.fixture(scope="module", params=["namespaces", "docker"])
def walled(request: pytest.FixtureRequest, requires: Callable[[str], str], data: str) -> Iterator[Zygote]:
    """Behind any walls."""
    requires(request.param)
    zygote = Zygote(choose(request.param), Equipment("numpy", data))
    yield zygote
    zygote.close()


@pytest.fixture
def ask(zygote: Zygote) -> Ask:
    return partial(answer, zygote)


@pytest.fixture
def ask_each(walled: Zygote) -> Ask:
    return partial(answer, walled)
