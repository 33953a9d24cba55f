"""An answer in other words computes the same, but for the weights that it begins with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.proofs.diagnosis.paraphrase import reworded


def test_other_words_compute_the_same() -> None:
    source = """def f(x, *, key=2):
    # a remark
    total, i = 0, 5
    def inner(i):
        return i + total
    for step in range(3):
        total += inner(step) * key
    return [total for total in (total, i)]"""
    other = reworded(source)
    assert "remark" not in other
    assert "my_step" in other
    assert "my_i" not in other  # an argument of another function has that name
    names: list[dict[str, Callable[..., object]]] = [{}, {}]
    exec(source, names[0])
    exec(other, names[1])
    assert names[0]["f"](3, key=4) == names[1]["f"](3, key=4)
    assert reworded("%%time\nx = 1") == "%%time\nx = 1"


@pytest.mark.parametrize(
    ("made", "other"),
    [
        ("layers.Dense(3)", "layers.Dense(3, kernel_initializer='he_normal')"),
        ("keras.layers.Embedding(9, 4)", "keras.layers.Embedding(9, 4, embeddings_initializer='normal')"),
        ("self.add_weight(shape=(2, 1))", "self.add_weight(shape=(2, 1), initializer='he_normal')"),
        ("torch.nn.Linear(3, 1)", "[torch.rand(1), torch.nn.Linear(3, 1)][1]"),
        (
            "layers.Bidirectional(LSTM(4))",
            "layers.Bidirectional(LSTM(4, kernel_initializer='he_normal'))",
        ),
    ],
)
def test_layers_begin_with_other_weights(made: str, other: str) -> None:
    assert reworded(f"layer = {made}") == f"layer = {other}"


@pytest.mark.parametrize(
    "made",
    [
        "layers.Dense(3, kernel_initializer='zeros')",
        "layers.Dense(3, **options)",
        "self.add_weight((2, 1), 'zeros')",
        "layers.Dropout(0.1)",
    ],
)
def test_where_weights_were_chosen_they_stay(made: str) -> None:
    assert reworded(f"layer = {made}") == f"layer = {made}"
