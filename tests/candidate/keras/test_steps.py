"""Training behaves as Keras' own, to the last bit, whatever is trained, and whatever of our own fails."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

NEVER = 10**9  # steps: nothing is compiled, so that nothing is rounded in another way
THOROUGH = bool(os.environ.get("AUTOGRADER_THOROUGH"))  # else a part of the examples and faults is tried
USUAL = 4 if THOROUGH else 1
EXAMPLES = int(os.environ.get("AUTOGRADER_EXAMPLES", USUAL))  # of the property; more of them draw anew

PRELUDE = """
import hashlib, json, warnings
import keras, numpy as np, tensorflow as tf
from keras import layers
from autograder.candidate.keras import acceleration, batches, programs, steps

warnings.simplefilter("ignore")
together = 0
run = programs.Program.run
def counted(program, stack):
    global together
    logs = run(program, stack)
    together += len(programs.flat(stack)[0])
    return logs
programs.Program.run = counted

def data(samples, seed=1):
    numbers = np.random.default_rng(seed)
    x = numbers.normal(size=(samples, 3)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)

class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner, self.outer = layers.Dense(3, activation="tanh"), layers.Dense(1)
    def call(self, x):
        return self.outer(self.inner(x))

class Branching(layers.Layer):  # with what waits for another function in TensorFlow
    def call(self, x):
        def doubled(): return 2.0 * x
        branch = tf.cond(tf.reduce_sum(x) > 0, doubled, lambda: x)
        return self.called(tf.switch_case(tf.shape(x)[0] % 2, [doubled, lambda: branch]))
    @tf.function
    def called(self, x):
        return x + 1.0

def make(kind="dense"):
    keras.utils.set_random_seed(3)
    middle = {
        "dense": [], "drawing": [layers.Dropout(0.3)], "normalized": [layers.BatchNormalization()],
        "branching": [Branching()],
    }
    if kind == "own":
        model = Own()
        model(np.zeros((1, 3), "float32"))
        return model
    if kind == "nested":
        return keras.Sequential([keras.Input((3,)), make("drawing"), layers.Dense(1)])
    first = layers.Dense(3, activation="tanh")
    return keras.Sequential([keras.Input((3,)), first, *middle[kind], layers.Dense(1)])

def state(model):
    trained = int(model.optimizer.iterations) > 0  # before that an optimizer holds nothing
    variables = [*model.variables, *(model.optimizer.variables if trained else ())]
    found = [np.asarray(variable).tobytes() for variable in variables]
    return hashlib.sha256(b"".join(found)).hexdigest()

class StopAt(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch == self.epoch

def listeners(name):
    callbacks = keras.callbacks
    return {
        "none": lambda: [],
        "stop": lambda: [StopAt(2)],
        "early": lambda: [callbacks.EarlyStopping("loss", patience=1, restore_best_weights=True)],
        "plateau": lambda: [callbacks.ReduceLROnPlateau("loss", patience=1, min_delta=0.1)],
        "schedule": lambda: [callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9)],
        "nan": lambda: [callbacks.TerminateOnNaN()],
        "checkpoint": lambda: [callbacks.ModelCheckpoint("best.weights.h5", save_weights_only=True)],
    }[name]()

def fit(model, samples, batch_size, epochs, callbacks="none", validation=0.0, weighted=False, **more):
    x, y = data(samples)
    if weighted:
        more["sample_weight"] = np.linspace(0.5, 1.5, samples)
    return model.fit(
        x, y, batch_size=batch_size, epochs=epochs, verbose=0, validation_split=validation,
        callbacks=listeners(callbacks), **more,
    ).history

def say(*found):
    exact = [hashlib.sha256(json.dumps(one).encode()).hexdigest() for one in found]
    print(json.dumps({"found": exact, "text": json.dumps(found)[:6000], "together": together}))
"""


class Both(NamedTuple):
    """A zygote without acceleration, and one with it."""

    plain: Zygote
    ours: Zygote

    def say(self, cell: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What ``cell`` says, each time in a new candidate."""
        with ThreadPoolExecutor(2) as pool:
            plain, ours = pool.map(said, self, (cell, cell))
        return plain, ours


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    with ThreadPoolExecutor(2) as pool, contextlib.ExitStack() as stack:
        zygotes = Both(*pool.map(started, (0, NEVER)))
        for zygote in zygotes:
            stack.enter_context(contextlib.closing(zygote))
        yield zygotes


def started(accelerate_from: int) -> Zygote:
    return Zygote(choose("off"), Equipment("tensorflow", accelerate_from=accelerate_from))


def said(zygote: Zygote, cell: str) -> dict[str, Any]:
    with contextlib.closing(Session(zygote.fork(4 << 30))) as session:
        session.start_budget(600)
        assert session.run(PRELUDE, seed=0).raised is None
        ran = session.run(cell, seed=1)
        assert ran.raised is None, ran.raised
        found: dict[str, Any] = json.loads(ran.output.splitlines()[-1])
        return found


@st.composite
def fits(draw: st.DrawFn) -> dict[str, Any]:
    samples = draw(st.integers(2, 160))
    batch_size = draw(st.one_of(st.integers(1, 40), st.just(32), st.just(200)))
    most = max(1, (600 if EXAMPLES > USUAL else 150) // -(-samples // batch_size))
    return {
        "samples": samples,
        "batch_size": batch_size,
        "epochs": draw(st.integers(1, min(most, 500))),
        "callbacks": draw(
            st.sampled_from(["none", "stop", "early", "plateau", "schedule", "nan", "checkpoint"])
        ),
        "validation": draw(st.sampled_from([0.0, 0.0, 0.25])) if samples > 4 else 0.0,
        "weighted": draw(st.booleans()),
        "shuffle": draw(st.sampled_from([True, True, False, "batch"])),
    }


LONG = {"samples": 4, "batch_size": 32, "epochs": 200}
HOMEWORK = {"samples": 150, "batch_size": 32, "epochs": 500 if EXAMPLES > USUAL else 70}


@pytest.mark.timeout(3600)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == USUAL,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from(["dense", "drawing", "normalized", "branching", "own", "nested"]),
    st.lists(fits(), min_size=1, max_size=3),
)
@example("dense", [LONG])
@example("drawing", [HOMEWORK])
@example("branching", [{"samples": 37, "batch_size": 8, "epochs": 3}])
def test_any_training_gives_the_numbers_of_keras(
    both: Both, kind: str, trainings: list[dict[str, Any]]
) -> None:
    plain, ours = both.say(f"""
model = make({kind!r})
model.compile("adam", "mse", metrics=["mae"])
histories = [fit(model, **fitting) for fitting in {trainings!r}]
x, y = data(37, seed=2)
say(histories, state(model), model.evaluate(x, y, verbose=0), model.predict(x, verbose=0).tolist())
""")
    assert (ours["found"], ours["text"]) == (plain["found"], plain["text"])
    batch_listeners = {"nan"}
    if any(training.get("callbacks") not in batch_listeners for training in trainings):
        assert ours["together"] > 0


FAULT = """
def failing(holder, name, at, first=False):
    real, calls = getattr(holder, name), 0
    def fails(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == at:
            if not first:
                real(*args, **kwargs)
            raise MemoryError("a fault of ours")
        return real(*args, **kwargs)
    setattr(holder, name, fails)

class Fails:  # a program that fails when its steps were taken
    def __init__(self, real, at):
        self.real, self.at, self.graph = real, at, real.graph
    def __call__(self, stack):
        self.at -= 1
        logs = self.real(stack)
        if self.at == 0:
            raise MemoryError("a fault of ours")
        return logs

def program_fails(at):
    make_program = programs.Program.__init__
    def made(program, *args, **kwargs):
        make_program(program, *args, **kwargs)
        program._train = Fails(program._train, at)
    programs.Program.__init__ = made

steps.AT_A_TIME = 0  # the parts stay small
FAULT
model = make("drawing")
model.compile("adam", "mse", metrics=["mae"])
x, y = data(150)
validated = {"validation_data": (x[:20], y[:20])}
say(fit(model, 150, 7, 4, **validated), fit(model, 40, 8, 2), state(model), model.evaluate(x, y, verbose=0),
    model.predict(x, verbose=0).tolist())
"""

FAULTS = [
    'failing(steps, "Program", 1, first=True)',
    'failing(steps, "Program", 1)',
    "program_fails(1)",
    "program_fails(3)",
    "program_fails(9)",
    'failing(batches.Epoch, "next_stack", 1, first=True)',
    'failing(batches.Epoch, "next_stack", 2)',
    'failing(batches, "Stacks", 1)',
    'failing(batches, "_in_order", 1)',
    'failing(batches, "_is_plain", 1, first=True)',
    'failing(acceleration, "_planned_steps", 1)',
    'failing(acceleration, "_keeps_its_meaning", 2)',
    'failing(acceleration, "_arguments", 1, first=True)',
    'failing(programs, "_make_variables", 1)',
]


@pytest.mark.timeout(1200)
def test_whatever_fails_in_our_own_code_costs_no_step_and_takes_none_twice(both: Both) -> None:
    plain = said(both.plain, FAULT.replace("FAULT", "pass"))
    faults = FAULTS if THOROUGH else FAULTS[::3]
    assert {
        fault: said(both.ours, FAULT.replace("FAULT", fault))["found"] for fault in faults
    } == dict.fromkeys(faults, plain["found"])


OWN_ERRORS = """
def outcome(action):
    try:
        action()
    except BaseException as error:
        return [type(error).__name__, str(error).partition("\\n")[0]]

def out_of_range():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    labels = np.zeros(60, int)
    labels[33] = 9
    return model, lambda: model.fit(data(60)[0], labels, batch_size=4, epochs=3, verbose=0)

def asserting():
    model = make("drawing")
    def loss(y, found):
        steps = model.optimizer.iterations
        few = tf.debugging.assert_less(steps, tf.constant(23, steps.dtype))
        with tf.control_dependencies([few]):  # else it is chance how far the step comes that fails
            return tf.reduce_mean((y - tf.identity(found)) ** 2)
    model.compile("adam", loss)
    return model, lambda: fit(model, 60, 8, 5)

def raising():
    model = make()
    def loss(y, found):
        raise ValueError("my own mistake")
    model.compile("adam", loss)
    return model, lambda: fit(model, 60, 8, 5)

class Interrupts(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 2:
            raise KeyboardInterrupt

def interrupted():
    model = make()
    model.compile("adam", "mse")
    return model, lambda: model.fit(*data(60), epochs=5, verbose=0, callbacks=[Interrupts()])

def misnamed():
    model = make()
    model.compile("adam", "mse")
    return model, lambda: model.fit(*data(60), batchsize=5)

def empty():
    model = make()
    model.compile("adam", "mse")
    return model, lambda: model.evaluate(*data(0), verbose=0)

def static(samples):  # a layer that needs to know the size of its batch
    class Static(layers.Layer):
        def call(self, x):
            return x + np.zeros((int(x.shape[0]), 1), "float32")
    model = keras.Sequential([layers.Dense(1), Static()])
    model(data(4)[0])
    model.compile("sgd", "mse")
    return model, lambda: (fit(model, samples, 8, 2), model.evaluate(*data(samples), verbose=0))

found = []
cases = [out_of_range, asserting, raising, interrupted, misnamed, empty]
for make_case in [*cases, lambda: static(32), lambda: static(35)]:
    model, action = make_case()
    said = outcome(action)
    found.append([said, state(model), outcome(lambda: fit(model, 40, 8, 2)), state(model)])
say(*found)
"""


def test_a_student_s_own_error_is_what_keras_makes_of_it(both: Both) -> None:
    plain, ours = both.say(OWN_ERRORS)
    assert (ours["found"], ours["text"]) == (plain["found"], plain["text"])
    assert ours["together"] > 0


CHANGED = """
def frozen_between(first, second, sizes=(40, 40)):
    model = make("normalized")
    model.compile("adam", "mse")
    fit(model, sizes[0], first, 2)
    model.layers[0].trainable = False
    fit(model, sizes[1], second, 2)
    return state(model)

def nested_fit():
    inner, x, y = make(), *data(40)
    class Again(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if self.model.stop_training is False and epoch == 1 and not getattr(self, "done", False):
                self.done = True
                self.model.fit(x, y, batch_size=10, epochs=1, verbose=0)
                inner.fit(x, y, epochs=1, verbose=0)
    for each in (model := make(), inner):
        each.compile("adam", "mse")
    model.fit(x, y, batch_size=8, epochs=4, verbose=0, callbacks=[Again()])
    return state(model), state(inner)

def recompiled():
    model = make("drawing")
    model.compile("adam", "mse")
    fit(model, 40, 8, 3)
    model.compile(keras.optimizers.SGD(0.1), "mae", metrics=["mse"])
    history = fit(model, 40, 16, 3)
    model.optimizer.learning_rate = 0.01
    return history, fit(model, 40, 16, 3), model.train_on_batch(*data(5)), state(model)

def other_data():
    model, (x, y) = make(), data(40)
    model.compile("adam", "mse")
    pipeline = tf.data.Dataset.from_tensor_slices((x, y)).batch(8)
    def generated():
        for _ in range(20):
            yield x[:8], y[:8]
    histories = [model.fit(pipeline, epochs=70, verbose=0).history["loss"]]
    histories.append(model.fit(generated(), epochs=2, steps_per_epoch=10, verbose=0).history["loss"])
    return histories, fit(model, 40, 8, 2), state(model)

def limited():
    model = make()
    model.compile("adam", "mse")
    keras.config.set_max_steps_per_epoch(3)
    history = fit(model, 80, 8, 3)
    keras.config.set_max_steps_per_epoch(None)
    return history, state(model)

def eagerly():
    model = make()
    model.compile("adam", "mse")
    tf.config.run_functions_eagerly(True)
    history = fit(model, 40, 8, 2)
    tf.config.run_functions_eagerly(False)
    return history, state(model)

class Counts(layers.Layer):  # what it writes is no number that could be put back
    def build(self, shape):
        self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False)
    def call(self, x):
        self.seen.assign_add(1.0)
        return x

def counted_calls():
    model = keras.Sequential([keras.Input((3,)), Counts(), layers.Dense(1)])
    model.compile("sgd", "mse")
    fit(model, 33, 8, 3)
    model.predict(data(33)[0], verbose=0), model.evaluate(*data(33), verbose=0)
    return state(model)

def lists():
    class Kinds(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense, self.kinds = layers.Dense(1), set()
        def call(self, inputs):
            self.kinds.add(type(inputs).__name__)
            return self.dense(inputs[0] + inputs[1])
    model, (x, y) = Kinds(), data(33)
    model.compile("sgd", "mse")
    model.predict([x, x], verbose=0), model.evaluate([x, x], y, verbose=0), model.fit([x, x], y, verbose=0)
    return sorted(model.kinds)

say(*[
    frozen_between(8, 8), frozen_between(8, 16), frozen_between(8, 7), frozen_between(7, 16),
    frozen_between(16, 8, (48, 40)), nested_fit(), recompiled(), other_data(), limited(), eagerly(),
    counted_calls(), lists(),
])
"""


def test_what_changes_between_fits_counts_when_it_does_in_keras(both: Both) -> None:
    plain, ours = both.say(CHANGED)
    assert (ours["found"], ours["text"]) == (plain["found"], plain["text"])
    assert ours["together"] > 0
