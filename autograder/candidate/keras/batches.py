"""How a candidate feeds arrays to Keras: the batches that Keras would make, at less cost.

For each ``fit``, ``predict`` and ``evaluate`` Keras builds a pipeline of tf.data from functions that it
traces, which takes longer than a small model needs for its answer. Arrays that nobody shuffles need no
function. For training, the batches of Keras' own pipeline, shuffled by it, come stacked: see ``steps``.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from autograder.candidate.keras.programs import flat

STACK_BYTES = 64 << 20  # of one stack of batches
NUMBERS = "biuf"  # numpy's kinds

stacks_wanted: ContextVar[bool] = ContextVar(
    "stacks_wanted", default=False
)  # by the next iterator over epochs


def feed_directly() -> None:
    """From now on arrays that are not shuffled are cut into batches without a function of tf.data."""
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    plain = ArrayDataAdapter.get_tf_dataset

    @functools.wraps(plain)
    def get_tf_dataset(self: Any) -> Any:
        with contextlib.suppress(Exception):  # whatever it is: Keras reports it if need be
            if _is_plain(self):
                return _in_order(self)
        return plain(self)

    ArrayDataAdapter.get_tf_dataset = get_tf_dataset


def _is_plain(adapter: Any) -> bool:
    """Whether the arrays hold numbers, in an order that stays."""
    import numpy as np
    import tensorflow as tf
    from keras import tree

    arrays = [array for array in tree.flatten(adapter._inputs) if array is not None]
    return not adapter._shuffle and all(
        isinstance(array, np.ndarray | tf.Tensor) and np.dtype(_dtype(array)).kind in NUMBERS and len(array)
        for array in arrays
    )


def _dtype(array: Any) -> Any:
    return getattr(array.dtype, "as_numpy_dtype", array.dtype)


def _in_order(adapter: Any) -> Any:
    """The batches of Keras' pipeline: the same numbers, shapes and types of shapes."""
    import tensorflow as tf
    from keras import tree
    from keras.src.trainers.data_adapters import array_slicing

    size = adapter.batch_size
    full = adapter.num_batches - adapter.has_partial_batch
    arrays = array_slicing.convert_to_sliceable(adapter._inputs, target_backend="tensorflow")
    arrays = tree.lists_to_tuples(arrays)

    def full_batches(array: Any) -> Any:
        return tf.reshape(array[: full * size], (full, size, *array.shape[1:]))

    batches = tf.data.Dataset.from_tensor_slices(tree.map_structure(full_batches, arrays))
    if adapter.has_partial_batch:
        partial = tree.map_structure(lambda array: array[full * size :], arrays)
        batches = batches.concatenate(tf.data.Dataset.from_tensors(partial))
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False  # it costs more than it saves
    return batches.with_options(options)


def feed_stacks() -> None:
    """From now on ``fit`` gets an epoch's batches stacked if ``stacks_wanted`` says so."""
    from keras.src.backend.tensorflow import trainer

    class StackingIterator(trainer.TFEpochIterator):  # type: ignore[misc]
        """Gives ``fit`` the batches of an epoch, or ``Epoch``s, of which each element is for many steps."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            in_stacks = stacks_wanted.get()
            stacks_wanted.set(False)  # the next ones are for validation
            super().__init__(*args, **kwargs)
            if in_stacks and self.steps_per_epoch is None:
                with contextlib.suppress(Exception):  # whatever it is: these batches come one by one
                    stacks: Any = Stacks(self.data_adapter, self._get_iterator())
                    self._distributed_dataset, self.steps_per_execution = stacks, stacks.size

    trainer.TFEpochIterator = StackingIterator


class Stacks:
    """The batches of a data set, stacked; iterating gives the next epoch.

    Attributes:
        batches: the data set.
        size: how many batches are in a stack: a divisor of the number of full ones, so that a smaller last
            batch is a stack of its own.
        seen: all batches have been trained on.
    """

    def __init__(self, adapter: Any, batches: Any) -> None:
        self.batches = batches
        self.steps: int = adapter.num_batches
        self.seen = False
        shapes = [
            (part.dtype.size, *(size or adapter.batch_size for size in part.shape))
            for part in flat(batches.element_spec)
        ]
        most = max(1, STACK_BYTES // max(1, sum(map(math.prod, shapes))))
        full = self.steps - adapter.has_partial_batch
        self.size = next((size for size in range(min(full, most), 1, -1) if full % size == 0), 1)
        self._stacked = batches.batch(self.size)
        self._kept: list[Any] | None = None
        self._to_keep = self.steps <= most

    def __iter__(self) -> Epoch:
        return Epoch(self)

    def stacks(self) -> Iterator[Any]:
        """The stacks of an epoch."""
        if not self._to_keep:
            return iter(self._stacked)
        # An operation with a seed restarts with each epoch's iterator: all epochs have the same order.
        self._kept = self._kept or list(self._stacked)
        return iter(self._kept)


class Epoch(Iterator[Any]):
    """An epoch's batches, to be taken in stacks or, from any step on, one by one.

    Attributes:
        source: the stacks that it takes from.
    """

    def __init__(self, source: Stacks) -> None:
        self.source = source
        self._taken = 0
        self._stacks: Iterator[Any] | None = None
        self._rest: Any = None

    def __next__(self) -> Any:
        batch = next(self.rest())
        self.taken += 1
        return batch

    @property
    def taken(self) -> int:
        """How many steps were taken so far."""
        return self._taken

    @taken.setter
    def taken(self, steps: int) -> None:
        self._taken = steps
        self.source.seen |= steps == self.source.steps

    @property
    def end(self) -> int:
        """The number of steps taken when the next stack's have been."""
        return min(self.taken + self.source.size, self.source.steps)

    def next_stack(self) -> Any:
        """The batches of the steps up to ``end``."""
        self._stacks = self._stacks or self.source.stacks()
        return next(self._stacks)

    def rest(self) -> Any:
        """The batches without a step so far, as the iterator that Keras would take them from."""
        if self._rest is None:
            batches = self.source.batches
            self._rest = iter(batches.skip(self.taken) if self.taken else batches)
        return self._rest
