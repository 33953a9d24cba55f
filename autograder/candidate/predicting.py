"""Predicting with Keras: one program for batches of all sizes, where Keras makes two."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Container
from typing import Any


def predict_any_batch() -> None:
    """From now on a model's first ``predict`` makes a program that batches of other sizes can use."""
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer

    plain = TensorFlowTrainer.make_predict_function

    @functools.wraps(plain)
    def make_predict_function(self: Any, force: bool = False) -> Any:
        plain(self, force)
        if takes_any_batch(self) and hasattr(self.predict_function, "get_concrete_function"):
            self.predict_function = _AnyBatch(self.predict_function)
        return self.predict_function

    TensorFlowTrainer.make_predict_function = make_predict_function


def takes_any_batch(model: Any) -> bool:
    """Whether a model's layers have seen a batch of unknown size before: when it was put together."""
    import keras
    from keras.src.models.functional import Functional

    return model.built and isinstance(model, keras.Sequential | Functional)


def on_one_thread() -> contextlib.AbstractContextManager[Any]:
    """TensorFlow programs that are traced and called here run on the thread that calls them.

    A candidate has no more than one, and to hand operations over to a pool of one takes as long as small
    operations themselves. Not on GPUs, and programs with control flow of TensorFlow 1 raise.
    """
    import tensorflow as tf
    from tensorflow.python.eager import context

    if tf.config.list_physical_devices("GPU"):
        return contextlib.nullcontext()
    where: contextlib.AbstractContextManager[Any] = context.function_executor_type("SINGLE_THREADED_EXECUTOR")
    return where


class _AnyBatch:
    """A model's ``predict_function``."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self._called = False

    def __call__(self, data: Any) -> Any:
        if not self._called:
            self._called = True
            with contextlib.suppress(Exception), on_one_thread():  # a call below says what must be said
                self._function.get_concrete_function(shapes(data, unknown={0}))
        with contextlib.suppress(Exception), on_one_thread():
            return self._function(data)
        return self._function(data)


def shapes(data: Any, unknown: Container[int]) -> Any:
    """The shapes of tensors, with any number on the axes ``unknown``."""
    import tensorflow as tf

    def spec(tensor: Any) -> Any:
        shape = [None if axis in unknown else size for axis, size in enumerate(tensor.shape)]
        return tf.TensorSpec(shape, tensor.dtype)

    return tf.nest.map_structure(spec, data)
