"""How a candidate feeds arrays to Keras: the batches that Keras would make, at less cost.

For each ``predict`` and ``evaluate`` Keras builds a pipeline of tf.data, which takes longer than a small
model needs for its answer. Arrays that nobody shuffles are cut into batches here directly. For training they
come from Keras' own pipeline, shuffled by it, but stacked: see ``steps``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

from autograder.candidate.steps import StepTaker, flat

STACK_BYTES = 64 << 20  # of one stack of batches
NUMBERS = "biuf"  # numpy's kinds


def feed_directly() -> None:
    """From now on arrays that are not shuffled reach Keras in batches cut from them."""
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    pipeline = ArrayDataAdapter.get_tf_dataset

    @functools.wraps(pipeline)
    def get_tf_dataset(self: Any) -> Any:
        return InOrder(self, functools.partial(pipeline, self)) if _is_plain(self) else pipeline(self)

    ArrayDataAdapter.get_tf_dataset = get_tf_dataset


def _is_plain(adapter: Any) -> bool:
    """Whether the arrays hold numbers, in an order that stays."""
    import numpy as np
    import tensorflow as tf
    from keras import tree

    arrays = [array for array in tree.flatten(adapter._inputs) if array is not None]
    return not adapter._shuffle and all(
        isinstance(array, np.ndarray | tf.Tensor) and np.dtype(_dtype(array)).kind in NUMBERS
        for array in arrays
    )


def _dtype(array: Any) -> Any:
    return getattr(array.dtype, "as_numpy_dtype", array.dtype)


class InOrder:
    """The batches of arrays, as tensors.

    Attributes:
        pipeline: makes the tf.data pipeline that gives the same ones.
    """

    def __init__(self, adapter: Any, pipeline: Callable[[], Any]) -> None:
        self._adapter = adapter
        self.pipeline = pipeline

    def __iter__(self) -> Iterator[Any]:
        import tensorflow as tf
        from keras import tree

        as_tensors = functools.partial(tree.map_structure, tf.convert_to_tensor, none_is_leaf=False)
        return map(as_tensors, self._adapter.get_numpy_iterator())


def feed_stacks() -> type:
    """From now on Keras' iterator over epochs is the one that is returned: see ``StackingIterator.taker``."""
    from keras.src.backend.tensorflow import trainer

    class StackingIterator(trainer.TFEpochIterator):  # type: ignore[misc]
        """Gives ``fit`` the batches of an epoch; stacked to ``taker``, who takes the next one's steps."""

        taker: StepTaker | None = None

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            taker, StackingIterator.taker = StackingIterator.taker, None  # the next ones are for validation
            super().__init__(*args, **kwargs)
            if taker is not None:
                batches: Any = self._distributed_dataset
                if isinstance(batches, InOrder):
                    batches = batches.pipeline()
                size, whole = _stack_size(self.data_adapter, batches.element_spec)
                stacks = batches.batch(size)
                # An operation with a seed begins anew with each epoch's iterator: all epochs have one order.
                self._feed(list(stacks) if whole else stacks, size)
                taker.begin(functools.partial(self._feed, batches, 1))

        def _feed(self, batches: Any, steps: int) -> None:
            """From the next epoch on, give ``fit`` the elements of ``batches``, each for ``steps`` steps."""
            self._distributed_dataset, self.steps_per_execution = batches, steps

    trainer.TFEpochIterator = StackingIterator
    return StackingIterator


def _stack_size(adapter: Any, spec: Any) -> tuple[int, bool]:
    """How many batches lie in a stack, and whether an epoch's stacks are small enough to be kept.

    It is a divisor of the number of full batches, so that a smaller last one lies alone.
    """
    shapes = [(part.dtype.size, *(size or adapter.batch_size for size in part.shape)) for part in flat(spec)]
    most = max(1, STACK_BYTES // max(1, sum(map(math.prod, shapes))))
    full = adapter.num_batches - adapter.has_partial_batch
    size = next((size for size in range(min(full, most), 1, -1) if full % size == 0), 1)
    return size, adapter.num_batches <= most
