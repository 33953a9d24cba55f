"""Training steps with Keras, many at once: the same batches in the same order, without the overhead.

``Model.fit`` gives TensorFlow one batch at a time, which costs milliseconds, whatever the model. Here the
batches of an epoch are stacked, and one program takes their steps. Its operations are TensorFlow's own and
give the same numbers to the last bit. Or XLA compiles them: that takes seconds, makes each step many times
faster, and the numbers differ by rounding. If anything raises here, Keras takes the remaining steps in its
own way, from where training is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from typing import Any

from autograder.candidate.keras.batches import Epoch
from autograder.candidate.keras.programs import Program, at, flat

AT_A_TIME = 0.25  # seconds that an interrupt may have to wait


@dataclasses.dataclass
class _Ways:
    """The programs that take the same steps; one of them is compiled, if XLA can."""

    program: Program
    compiled: Program | None = None


class StepTaker:
    """A model's ``train_function``: takes a training step for the next batch, or each of the next stack.

    Attributes:
        compiling: whether XLA shall compile what it can.
        gave_up: this model's steps must be taken one by one.
    """

    def __init__(self, model: Any) -> None:
        self.compiling = self.gave_up = False
        self._model = model
        self._alone = model._make_function(model.train_step)
        self._traces: dict[Any, _Ways] = {}
        self._traced_specs: list[Any] = []
        self._retrace = self._retraced()
        self._at_once = 8  # steps

    def __call__(self, iterator: Any) -> Any:
        if not isinstance(iterator, Epoch):
            return self._alone(iterator)
        end, logs = iterator.end, None
        if not self.gave_up:
            try:
                logs = self._together(iterator)
            except Exception:  # whatever it is: Keras reports it below
                self.gave_up = True
        while iterator.taken < end:
            logs = self._alone(iterator.rest())
            iterator.taken += 1
        return logs

    def _together(self, epoch: Epoch) -> Any:
        """Take the steps of an epoch's next stack."""
        stack = epoch.next_stack()
        ways = self._ways(epoch.source.batches.element_spec, at(stack, 0))
        steps = flat(stack)[0].shape[0]
        compiled = ways.compiled
        # TensorFlow must see each batch once if it raises for values for which XLA does not.
        if self.compiling and compiled and steps > 1 and (epoch.source.seen or not compiled.checks_values):
            try:
                logs = compiled.run(stack)
            except Exception:  # whatever it is: TensorFlow can
                ways.compiled = None
            else:
                epoch.taken += steps
                return logs
        return self._in_parts(ways.program, stack, steps, epoch)

    def _in_parts(self, program: Program, stack: Any, steps: int, epoch: Epoch) -> Any:
        """Take the steps of a stack, a part of them at a time, so that an interrupt comes through."""
        begin, logs = 0, None
        while begin < steps:
            size, began = min(self._at_once, steps - begin), time.perf_counter()
            logs = program.run(at(stack, slice(begin, begin + size)))
            begin += size
            epoch.taken += size
            took = time.perf_counter() - began
            if took < AT_A_TIME / 2:
                self._at_once = max(self._at_once, 2 * size)
            elif took > AT_A_TIME:
                self._at_once = max(1, size // 2)
        return logs

    def _ways(self, spec: Any, batch: Any) -> _Ways:
        """How to take steps for batches of ``spec``, like ``batch``: traced again only when Keras would.

        What a student changes in a model between two fits takes effect with the next trace, so a program
        traced at another time, or for other shapes, could train a different model.
        """
        import tensorflow as tf

        trace = self._retrace.get_concrete_function(tf.data.IteratorSpec(spec))
        if trace not in self._traces:
            ways = _Ways(Program(self._model, self._traced_specs[-1]))
            if self.compiling:
                with contextlib.suppress(Exception):  # whatever it is: TensorFlow can
                    ways.compiled = Program(
                        self._model, tf.nest.map_structure(tf.TensorSpec.from_tensor, batch), compiled=True
                    )
            self._traces[trace] = ways
        return self._traces[trace]

    def _retraced(self) -> Any:
        """A function that TensorFlow traces whenever it would trace the training step of Keras."""
        import tensorflow as tf

        def note(iterator: Any) -> Any:
            self._traced_specs.append(iterator.element_spec)
            return tf.constant(0)

        return tf.function(note, autograph=False, reduce_retracing=True)
