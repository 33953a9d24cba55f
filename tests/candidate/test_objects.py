"""What is kept at the end of a question stays as it was, whatever its name is made to mean later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.candidate.objects import Objects


def test_a_kept_name_is_not_that_of_later() -> None:
    names: dict[str, Any] = {"f": len, "table": np.ones(2), "words": ["a", ["b"]], "ids": {"a": [1]}}
    objects = Objects(names)
    objects.do("keep", ("q1", [], ["f", "table", "words", "ids", "missing"]))
    names["f"] = print
    names["table"] *= 0
    names["words"][1].append("c")
    names["ids"]["a"].clear()
    assert objects.do("name", ("f",)) is print
    assert objects.do("kept", ("q1", "f")) is len
    assert np.array_equal(np.asarray(objects.do("kept", ("q1", "table"))), [1, 1])
    assert objects.do("kept", ("q1", "words")) == ["a", ["b"]]
    assert objects.do("kept", ("q1", "ids")) == {"a": [1]}


@pytest.mark.parametrize("key", [("q1", "missing"), ("q2", "f")])
def test_what_was_not_kept_is_missing(key: tuple[str, str]) -> None:
    objects = Objects({"f": len})
    objects.do("keep", ("q1", [], ["f", "missing"]))
    with pytest.raises(KeyError):
        objects.do("kept", key)


def test_a_kept_tensor_has_its_own_numbers() -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.ones(2)
    objects = Objects({"tensor": tensor})
    objects.do("keep", ("q1", [], ["tensor"]))
    tensor.zero_()
    assert torch.equal(objects.do("kept", ("q1", "tensor")), torch.ones(2))


def test_a_name_that_is_not_lent_is_kept_as_the_object_itself() -> None:
    table = np.zeros(3)
    objects = Objects({"table": table})
    objects.do("keep", ("q1", ["table", "missing"], []))
    objects.names["table"] = None
    assert objects.do("kept", ("q1", "table")) is table
