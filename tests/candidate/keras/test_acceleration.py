"""Compiled training gives what Keras gives, and stays away where it might give something else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

FROM = 20  # steps

# What a cell can use: `train(...)` trains a model and says what came of it.
PRELUDE = """
import json, keras, numpy as np
from keras import layers
from autograder.candidate.keras.programs import Program

ways = set()
make_program, run = Program.__init__, Program.run
def noted(program, model, spec, compiled=False):
    program.way = "compiled" if compiled else "together"
    make_program(program, model, spec, compiled)
def taken(program, stack):
    logs = run(program, stack)
    ways.add(program.way)
    return logs
Program.__init__, Program.run = noted, taken

numbers = np.random.default_rng(1)
x = numbers.normal(size=(70, 5, 2)).astype("float32")
y = x.sum(axis=(1, 2))[:, None]

def make(*middle, kind=keras.Sequential):
    keras.utils.set_random_seed(3)
    return kind([keras.Input((5, 2)), layers.SimpleRNN(4), *middle, layers.Dense(1)])

def train(model, x=x, y=y, compiling={}, **fitting):
    ways.clear()
    model.compile(**{"optimizer": "adam", "loss": "mse", "metrics": ["mae"], **compiling})
    history = model.fit(x, y, **{"batch_size": 8, "epochs": 4, "verbose": 0, **fitting}).history
    weights = [float(np.abs(weight).sum()) for weight in model.get_weights()]
    way = "compiled" if "compiled" in ways else "together" if ways else "alone"
    return {"way": way, "history": history, "weights": weights}

def say(**cases):
    print(json.dumps(cases))
"""


Both = Callable[[str], tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    """Says what a cell says without acceleration, and with it, each in a new candidate."""
    with ThreadPoolExecutor(2) as pool, contextlib.ExitStack() as stack:
        zygotes = list(pool.map(started, (0, FROM)))
        for zygote in zygotes:
            stack.enter_context(contextlib.closing(zygote))

        def run(cell: str) -> tuple[dict[str, Any], dict[str, Any]]:
            plain, accelerated = pool.map(said, zygotes, (cell, cell))
            return plain, accelerated

        yield run


def started(accelerate_from: int) -> Zygote:
    return Zygote(choose("off"), Equipment("tensorflow", accelerate_from=accelerate_from))


def said(zygote: Zygote, cell: str) -> dict[str, Any]:
    with contextlib.closing(Session(zygote.fork(4 << 30))) as session:
        session.start_budget(120)
        assert session.run(PRELUDE, seed=0).raised is None
        ran = session.run(cell, seed=1)
        assert ran.raised is None, ran.raised
        found: dict[str, Any] = json.loads(ran.output.splitlines()[-1])
        return found


TRAINED = """
class Stop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch == 2

rate = keras.optimizers.schedules.CosineDecay(0.01, 36)
say(
    partial_last_batch=train(make(), compiling={"optimizer": keras.optimizers.Adam(rate)}),
    full_batches_and_validation=train(make(layers.BatchNormalization()), batch_size=7, validation_split=0.2),
    own_weights=train(make(), sample_weight=np.arange(70.0), class_weight=None, callbacks=[Stop()], epochs=9),
    shuffled=train(make(), shuffle=True, batch_size=1, epochs=1),
    asked_for=train(make(), compiling={"jit_compile": True}),
)
"""


def test_the_same_numbers_but_for_rounding(both: Both) -> None:
    plain, compiled = both(TRAINED)
    for name, wanted in plain.items():
        assert (wanted["way"], compiled[name]["way"]) == ("alone", "compiled"), name
        assert compiled[name]["weights"] == pytest.approx(wanted["weights"], rel=1e-3), name
        assert compiled[name]["history"].keys() == wanted["history"].keys()
        for metric, values in wanted["history"].items():
            assert compiled[name]["history"][metric] == pytest.approx(values, rel=1e-3), (name, metric)
    assert len(compiled["own_weights"]["history"]["loss"]) == 3


TOGETHER = """
class Draws(layers.Layer):
    def call(self, x):
        return x + keras.random.normal((4,), seed=1)

class Halves(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.optimizer.learning_rate = self.model.optimizer.learning_rate * 0.5

def again(model):
    first = train(model, epochs=2)
    model.fit(x, y, batch_size=16, epochs=2, verbose=0)
    return {**train(model, epochs=2), "first": first["history"]}

say(
    few_steps=train(make(), epochs=1),
    one_batch=train(make(), batch_size=100),
    in_order=train(make(), shuffle=False, epochs=2),
    shuffled_batches=train(make(), shuffle="batch", epochs=2),
    halves=train(make(), callbacks=[Halves()], batch_size=35),
    validated=train(make(), validation_data=(x[:20], y[:20]), epochs=2),
    dropout=train(make(layers.Dropout(0.5))),
    own_noise=train(make(Draws())),
    again=again(make(layers.BatchNormalization())),
    not_compiled=train(make(), compiling={"jit_compile": False}),
)
"""


def test_steps_taken_together_are_the_same_to_the_last_bit(both: Both) -> None:
    plain, together = both(TOGETHER)
    for name, wanted in plain.items():
        assert (wanted.pop("way"), together[name].pop("way")) == ("alone", "together"), name
    assert together == plain


LEFT_ALONE = """
class Listener(keras.callbacks.Callback):
    heard = 0
    def on_train_batch_end(self, batch, logs=None):
        self.heard += 1

class OwnStep(keras.Sequential):
    def train_step(self, data):
        return {**super().train_step(data), "own": 1.0}

class Draws(layers.Layer):
    def call(self, x):
        import tensorflow as tf
        return x + tf.random.normal((4,), seed=1)

class Asks(layers.Layer):
    def call(self, x):
        import tensorflow as tf
        return tf.ensure_shape(tf.py_function(lambda rows: rows * 2, [x], x.dtype), x.shape)

listener = Listener()
lambdas = keras.callbacks.LambdaCallback(on_train_batch_begin=lambda batch, logs: None)
say(
    chosen_steps=train(make(), compiling={"steps_per_execution": 2}),
    eager=train(make(), compiling={"run_eagerly": True}, epochs=3),
    listener={**train(make(), callbacks=[listener]), "heard": listener.heard},
    lambdas=train(make(), callbacks=[lambdas]),
    own_step=train(make(kind=OwnStep)),
    own_steps_per_epoch=train(make(), steps_per_epoch=8),
    own_noise=train(make(Draws())),
    python=train(make(Asks())),
)
"""


def test_where_more_might_differ_nothing_does(both: Both) -> None:
    plain, accelerated = both(LEFT_ALONE)
    assert {name for name, case in accelerated.items() if case["way"] != "alone"} == set()
    for found in (plain, accelerated):  # numbers from a state of TensorFlow's own are others in each program
        assert len(found.pop("own_noise")["history"]["loss"]) == 4
    assert accelerated == plain  # to the last bit
    assert accelerated["listener"]["heard"] == 36


PREDICTED = """
import hashlib

def exact(prediction):
    return [prediction.shape, hashlib.sha256(prediction.tobytes()).hexdigest()]  # outputs are cut where long

inputs = {"x": x, "y": x[:, ::-1].copy()}
left, right = keras.Input((5, 2), name="x"), keras.Input((5, 2), name="y")
named = keras.Model({"x": left, "y": right}, layers.Dense(1)(layers.Concatenate()([left, right])))
model, models = make(), {}
model.compile("adam", "mse", metrics=["mae"])
for kind in (float, "float16", int, bool):
    models[str(kind)] = model.predict(x.astype(kind), verbose=0)
keras.utils.set_random_seed(4)
unbuilt = keras.Sequential([layers.Dense(3), layers.Flatten(), layers.Dense(1)])

def predict(rows, batch_size):
    return exact(model.predict(x[:rows], batch_size=batch_size, verbose=0))

say(
    sizes=[predict(*sizes) for sizes in [(1, 1), (70, 8), (64, 32), (3, None)]],
    kinds={kind: exact(prediction) for kind, prediction in models.items()},
    tensor=exact(model.predict(keras.ops.convert_to_tensor(x), verbose=0)),
    named=exact(named.predict(inputs, verbose=0)),
    losses=[model.evaluate(x[:n], y[:n], verbose=0) for n in (1, 33, 70)],
    weighted=model.evaluate(x, y, sample_weight=np.arange(70.0), verbose=0),
    longer=exact(model.predict(np.ones((4, 9, 2)), verbose=0)),
    unbuilt=[exact(unbuilt.predict(x[:n], verbose=0)) for n in (3, 40)],
)
"""


def test_predictions_and_losses_are_the_same_to_the_last_bit(both: Both) -> None:
    plain, accelerated = both(PREDICTED)
    assert accelerated == plain
