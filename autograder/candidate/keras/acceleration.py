"""Training and predicting with Keras at less cost: when it applies, and when Keras is left alone.

It applies if only speed differs from Keras' own way or, from ``compile_from`` steps on, speed and rounding.
If more might differ it is not used: see ``_keeps_its_meaning``, and what ``programs`` refuses.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import math
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from autograder.candidate.keras.batches import feed_directly, feed_stacks, stacks_wanted
from autograder.candidate.keras.steps import StepTaker

STEP_METHODS = ("train_step", "make_train_function", "compute_loss", "compute_metrics", "get_metrics_result")
BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def accelerate(compile_from: int) -> None:
    """From now on ``fit`` takes many steps at once, compiled if there are ``compile_from`` steps or more."""
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer

    plain_compile, plain_fit = TensorFlowTrainer.compile, TensorFlowTrainer.fit
    may_be_compiled: WeakSet[Any] = WeakSet()  # models for which the student has not refused it

    @functools.wraps(plain_compile)
    def compile_(self: Any, *args: Any, **kwargs: Any) -> Any:
        plain_compile(self, *args, **kwargs)
        with contextlib.suppress(Exception):  # a model that no set can hold
            arguments = _arguments(plain_compile, self, *args, **kwargs)
            (may_be_compiled.add if arguments["jit_compile"] else may_be_compiled.discard)(self)

    def take_together(self: Any, arguments: dict[str, Any]) -> bool:
        steps = _planned_steps(arguments)
        if not _keeps_its_meaning(self):
            return False
        if self.train_function is None:  # what is made now stays until the model is compiled again
            self.train_function = StepTaker(self)
        taker = self.train_function
        if steps < 1 or not isinstance(taker, StepTaker) or taker.gave_up:
            return False
        if not all(map(_waits_for_epochs, _listeners(arguments["callbacks"]))) or not _is_built(self):
            return False
        taker.compiling = steps >= compile_from and self in may_be_compiled and _can_be_compiled(self)
        return True

    @functools.wraps(plain_fit)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        together = False
        with contextlib.suppress(Exception):  # whatever it is: Keras reports it if need be
            together = take_together(self, _arguments(plain_fit, self, *args, **kwargs))
        before = stacks_wanted.set(together)
        try:
            return plain_fit(self, *args, **kwargs)
        finally:
            stacks_wanted.reset(before)

    feed_directly()
    feed_stacks()
    TensorFlowTrainer.compile, TensorFlowTrainer.fit = compile_, fit


def _arguments(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments of a call of ``function``, by name."""
    bound = inspect.signature(function).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments


def _planned_steps(arguments: dict[str, Any]) -> int:
    """How many steps ``fit`` will take on arrays; 0 for anything else."""
    from keras import tree

    arrays = tree.flatten(arguments["x"])
    counts = [arguments["epochs"], arguments["initial_epoch"], arguments["batch_size"] or 32]
    if arguments["steps_per_epoch"] is not None or not all(isinstance(count, int) for count in counts):
        return 0
    if not arrays or not all(hasattr(array, "shape") and len(array.shape) for array in arrays):
        return 0
    epochs, first, batch_size = counts
    steps: int = (epochs - first) * math.ceil(
        len(arrays[0]) * (1 - arguments["validation_split"]) / batch_size
    )
    return steps


def _keeps_its_meaning(model: Any) -> bool:
    """Whether a model's steps taken at once differ from its plain ``fit`` only in speed.

    They may differ more if the student has written a training step or has chosen how steps are run.
    """
    import keras
    import tensorflow as tf

    if (
        tf.config.functions_run_eagerly()
        or not model.compiled
        or model.jit_compile
        or model.run_eagerly
        or model.steps_per_execution != 1
    ):
        return False
    class_ = type(model)
    if any(
        name in vars(model) or getattr(class_, name) is not getattr(keras.Model, name)
        for name in STEP_METHODS
    ):
        return False
    if model._distribute_strategy is not None or not type(model.optimizer).__module__.startswith("keras."):
        return False
    return not hasattr(model.optimizer, "inner_optimizer")  # that scales the loss from step to step


def _is_built(model: Any) -> bool:
    return all(layer.built for layer in model._flatten_layers())


def _can_be_compiled(model: Any) -> bool:
    return all(layer.supports_jit for layer in model._flatten_layers())


def _listeners(callbacks: Any) -> Any:
    return callbacks if isinstance(callbacks, list | tuple) else [callbacks] if callbacks else []


def _waits_for_epochs(callback: Any) -> bool:
    """Whether a callback is called between epochs only."""
    import keras

    plain = keras.callbacks.Callback
    return isinstance(callback, plain) and not any(
        name in vars(callback) or getattr(type(callback), name) is not getattr(plain, name)
        for name in BATCH_HOOKS
    )
