"""From how many training steps on it pays to compile: for some models, what a step costs in each way."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from autograder.candidate.keras import programs
from autograder.candidate.notebook.shell import make_deterministic
from bench import machine

STEPS = 20
BATCH, LENGTH, FEATURES, CLASSES = 64, 40, 64, 10

console = Console()


def main(
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Train four models on one core: as Keras does, many steps at once, and these compiled by XLA."""
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import keras
    import numpy as np
    import tensorflow as tf

    make_deterministic()
    programs.UNWANTED_BY_XLA = re.compile("(?!)")  # nothing: what is never compiled in a candidate is, here
    keras.utils.set_random_seed(0)
    numbers = np.random.default_rng(0)
    x = tf.constant(numbers.normal(size=(STEPS, BATCH, LENGTH, FEATURES)).astype("float32"))
    y = tf.constant(numbers.integers(CLASSES, size=(STEPS, BATCH)))
    table = Table(title=f"{STEPS} steps of {BATCH} rows, {LENGTH} x {FEATURES}", title_justify="left")
    for column in ("", "way", "before the first step, s", "a step, ms", "pays from, steps"):
        table.add_column(column, justify="right" if column not in ("", "way") else "left")
    costs: dict[str, dict[str, tuple[float, float]]] = {}
    for kind, middle in MODELS.items():
        costs[kind] = {way: _cost(take, _model(middle), (x, y)) for way, take in WAYS.items()}
        start, step = costs[kind]["together"]
        for way, (first, each) in costs[kind].items():
            pays = (first - start) / (step - each) if way == "compiled" and each < step else None
            told = "" if way != "compiled" else f"{pays:.0f}" if pays else "never"
            table.add_row(kind, way, f"{first:.2f}", f"{each * 1000:.1f}", told)
    console.print(table)
    if json_file:
        json_file.write_text(
            json.dumps({"machine": machine.describe(), "costs": costs}, indent=1), encoding="utf-8"
        )


def _cost(take: Callable[[Any, Any], Any], model: Any, stack: Any) -> tuple[float, float]:
    """Seconds that the first steps took more than the next ones, and what one of those takes."""
    taken = []
    train = take(model, stack)
    for _ in range(3):
        began = time.perf_counter()
        train()
        taken.append(time.perf_counter() - began)
    return taken[0] - min(taken[1:]), min(taken[1:]) / STEPS


def _alone(model: Any, stack: Any) -> Callable[[], None]:
    train = model._make_function(model.train_step)

    def train_steps() -> None:
        batches: Iterator[Any] = zip(*stack, strict=True)
        for _ in range(STEPS):
            train(batches)

    return train_steps


def _at_once(compiled: bool) -> Callable[[Any, Any], Callable[[], None]]:
    def ways(model: Any, stack: Any) -> Callable[[], None]:
        import tensorflow as tf

        made: list[programs.Program] = []

        def take() -> None:
            if not made:
                specs = tf.nest.map_structure(lambda part: tf.TensorSpec(part.shape[1:], part.dtype), stack)
                made.append(programs.Program(model, specs, compiled))
            made[0].run(stack)

        return take

    return ways


def _model(middle: Callable[[Any], Any]) -> Any:
    import keras

    inputs = keras.Input((LENGTH, FEATURES))
    model = keras.Model(inputs, keras.layers.Dense(CLASSES)(middle(inputs)))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def _small_rnn(x: Any) -> Any:
    from keras import layers

    return layers.SimpleRNN(2)(x)


def _lstm(x: Any) -> Any:
    from keras import layers

    return layers.LSTM(128)(x)


def _transformer(x: Any) -> Any:
    from keras import layers

    for _ in range(2):
        x = layers.LayerNormalization()(x + layers.MultiHeadAttention(4, 16)(x, x))
        x = layers.LayerNormalization()(x + layers.Dense(64)(layers.Dense(256, activation="gelu")(x)))
    return layers.GlobalAveragePooling1D()(x)


def _convolutions(x: Any) -> Any:
    from keras import layers

    for _ in range(2):
        x = layers.Conv1D(128, 5, activation="relu")(x)
    return layers.GlobalMaxPooling1D()(x)


MODELS = {
    "SimpleRNN(2)": _small_rnn,
    "LSTM(128)": _lstm,
    "Transformer, 2 blocks": _transformer,
    "Conv1D(128), 2 layers": _convolutions,
}
WAYS = {"as Keras does": _alone, "together": _at_once(False), "compiled": _at_once(True)}

if __name__ == "__main__":
    typer.run(main)
