"""Long trainings with Keras, compiled: the same batches in the same order, without the framework between.

``Model.fit`` gives TensorFlow one batch at a time, which costs a millisecond or two, whatever the model. Here
the batches of an epoch are stacked, and one program compiled by XLA takes all their steps. What it computes
differs from what Keras computes by rounding only. Where more might differ, Keras goes its own way: see
``_keeps_its_meaning`` and ``UNWANTED``.
"""

from __future__ import annotations

import functools
import inspect
import math
import re
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

STACK_BYTES = 64 << 20  # of one stack of batches

# XLA draws other random numbers than TensorFlow, and has no Python to call.
UNWANTED = re.compile("Random|Rng|Multinomial|TruncatedNormal|PyFunc|Print")
STEP_METHODS = ("train_step", "make_train_function", "compute_loss", "compute_metrics", "get_metrics_result")
BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def accelerate(steps: int) -> None:
    """From now on ``fit`` is compiled where it will take at least ``steps`` steps."""
    from keras.src.backend.tensorflow import trainer

    class StackingIterator(trainer.TFEpochIterator):  # type: ignore[misc]
        """Gives ``fit`` the batches of an epoch: stacked, where ``taker`` is who takes the steps."""

        taker: _StepTaker | None = None

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            taker, StackingIterator.taker = StackingIterator.taker, None  # the next ones are for validation
            super().__init__(*args, **kwargs)
            if taker is not None:
                batches: Any = self._distributed_dataset
                size = _stack_size(self.data_adapter, batches.element_spec)
                self._feed(batches.batch(size), size)
                taker.unstack = functools.partial(self._feed, batches, 1)

        def _feed(self, dataset: Any, steps: int) -> None:
            """From the next epoch on, give ``fit`` the elements of ``dataset``, each for ``steps`` steps."""
            self._distributed_dataset, self.steps_per_execution = dataset, steps

    trainer.TFEpochIterator = StackingIterator
    plain_compile, plain_fit = trainer.TensorFlowTrainer.compile, trainer.TensorFlowTrainer.fit
    ours_to_choose: WeakSet[Any] = WeakSet()  # models for which the student has not said how steps are run

    @functools.wraps(plain_compile)
    def compile_(self: Any, *args: Any, **kwargs: Any) -> Any:
        plain_compile(self, *args, **kwargs)
        given = _arguments(plain_compile, self, *args, **kwargs)
        chosen = (given["jit_compile"], given["steps_per_execution"], given["run_eagerly"])
        (ours_to_choose.add if chosen == ("auto", 1, False) else ours_to_choose.discard)(self)

    @functools.wraps(plain_fit)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = _arguments(plain_fit, self, *args, **kwargs)
        pays = self in ours_to_choose and _planned_steps(given) >= steps
        if not pays or not _keeps_its_meaning(self, given["callbacks"]):
            return plain_fit(self, *args, **kwargs)
        taker = StackingIterator.taker = _StepTaker(self)
        before, self.train_function = self.train_function, taker
        try:
            return plain_fit(self, *args, **kwargs)
        finally:
            StackingIterator.taker, self.train_function = None, before

    trainer.TensorFlowTrainer.compile, trainer.TensorFlowTrainer.fit = compile_, fit


def _arguments(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What ``function`` is called with, by name."""
    bound = inspect.signature(function).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments


def _planned_steps(given: dict[str, Any]) -> int:
    """How many steps ``fit`` will take, as far as arrays say; 0 for anything else."""
    from keras import tree

    arrays = tree.flatten(given["x"])
    counts = [given["epochs"], given["initial_epoch"], given["batch_size"] or 32]
    if given["steps_per_epoch"] is not None or not all(isinstance(count, int) for count in counts):
        return 0
    if not arrays or not all(hasattr(array, "shape") and len(array.shape) for array in arrays):
        return 0
    epochs, first, batch_size = counts
    steps: int = (epochs - first) * math.ceil(len(arrays[0]) * (1 - given["validation_split"]) / batch_size)
    return steps


def _keeps_its_meaning(model: Any, callbacks: Any) -> bool:
    """Whether stacking can be told from a plain ``fit`` by the clock alone.

    Not where the student has written a training step or listens to single batches, or something is not
    built yet.
    """
    import keras

    own = type(model)
    if any(
        name in vars(model) or getattr(own, name) is not getattr(keras.Model, name) for name in STEP_METHODS
    ):
        return False
    if model._distribute_strategy is not None or not type(model.optimizer).__module__.startswith("keras."):
        return False
    if hasattr(model.optimizer, "inner_optimizer"):  # scales the loss from step to step
        return False
    listeners = callbacks if isinstance(callbacks, list | tuple) else [callbacks] if callbacks else []
    return all(map(_waits_for_epochs, listeners)) and all(
        layer.built and layer.supports_jit for layer in model._flatten_layers()
    )


def _waits_for_epochs(callback: Any) -> bool:
    """Whether a callback is called between epochs only."""
    import keras

    plain = keras.callbacks.Callback
    return isinstance(callback, plain) and not any(
        name in vars(callback) or getattr(type(callback), name) is not getattr(plain, name)
        for name in BATCH_HOOKS
    )


def _stack_size(adapter: Any, spec: Any) -> int:
    """How many batches lie in a stack: a divisor of the full ones, so that a smaller last one lies alone."""
    import tensorflow as tf

    shapes = [
        (part.dtype.size, *(size or adapter.batch_size for size in part.shape))
        for part in tf.nest.flatten(spec)
    ]
    most = max(1, STACK_BYTES // max(1, sum(map(math.prod, shapes))))
    full = adapter.num_batches - adapter.has_partial_batch
    return next((size for size in range(min(full, most), 1, -1) if full % size == 0), 1)


class _StepTaker:
    """Takes the steps of a stack of batches in one compiled program.

    Where that cannot be, it takes those of the first epoch one by one, and has the next epochs come
    unstacked.

    Attributes:
        unstack: from the next epoch on, batches come one by one.
    """

    unstack: Callable[[], None]

    def __init__(self, model: Any) -> None:
        self._model = model
        self._compiled: Callable[[Any], Any] | None = None
        self._single: Callable[[Any], Any] | None = None
        self._failed_in: Any = None  # the first epoch's iterator

    def __call__(self, iterator: Any) -> Any:
        if self._failed_in is not None and iterator is not self._failed_in:
            return self._alone(iterator)
        stack = next(iterator)
        steps = _first(stack).shape[0]
        if steps > 1 and self._failed_in is None:
            try:
                return self._together(stack)
            except (
                Exception
            ):  # whatever it is: no step was taken, and Keras' own way says it if it must be said
                self._failed_in = iterator
                self.unstack()
        return [self._alone(iter([_at(stack, step)])) for step in range(steps)][-1]

    def _together(self, stack: Any) -> Any:
        if self._compiled is None:
            self._model._symbolic_build(data_batch=_at(stack, 0))  # a loop cannot make variables
            self._compiled = _compiled(self._model, stack)
        return self._compiled(stack)

    def _alone(self, batches: Any) -> Any:
        if self._single is None:
            self._single = self._model._make_function(self._model.train_step)
        return self._single(batches)


def _compiled(model: Any, stack: Any) -> Callable[[Any], Any]:
    """A program that takes a training step for each batch of a stack such as this.

    Raises:
        NotImplementedError: it would not compute what Keras computes.
    """
    import tensorflow as tf

    @tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
    def train(stack: Any) -> Any:
        def take_step(step: Any) -> Any:
            model.train_step(_at(stack, step))
            return step + 1

        steps = tf.shape(_first(stack))[0]
        tf.while_loop(lambda step: step < steps, take_step, [tf.constant(0)])
        return model.get_metrics_result()

    graph = train.get_concrete_function(stack).graph.as_graph_def()
    nodes = [*graph.node, *(node for function in graph.library.function for node in function.node_def)]
    for node in nodes:
        if UNWANTED.search(node.op):
            raise NotImplementedError(f"{node.op} means something else when compiled")
    return train  # type: ignore[no-any-return]


def _first(stack: Any) -> Any:
    """One of the arrays of a stack, of shape (steps, batch, ...)."""
    import tensorflow as tf

    return tf.nest.flatten(stack)[0]


def _at(stack: Any, step: Any) -> Any:
    """One batch of a stack."""
    import tensorflow as tf

    return tf.nest.map_structure(lambda batches: batches[step], stack)
