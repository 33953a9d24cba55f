"""What one process of `make test` runs together."""

from __future__ import annotations

from groups import group, turn


def test_a_module_is_together_but_for_its_walls() -> None:
    assert (
        group("tests/test_text.py::test_a")
        == group("tests/test_text.py::test_b[of-1]")
        == "tests/test_text.py"
    )
    attack = "tests/redteam/test_redteam.py::test_an_attack_gains_nothing[wire/cut-torch-{}]"
    assert group(attack.format("off")) == "tests/redteam/test_redteam.py-off"
    assert group(attack.format("docker")) != group(attack.format("namespaces"))


def test_long_tests_that_share_nothing_are_alone_and_come_first() -> None:
    long = [f"tests/test_assignments.py::test_a[{name}]" for name in ("self-attention", "kq-attention")]
    assert [group(test) for test in long] == long
    assert (
        max(map(turn, long))
        < turn("tests/redteam/test_redteam.py::test_a[x-off]")
        < turn("tests/test_text.py::test_a")
    )
