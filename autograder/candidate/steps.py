"""Training steps with Keras, many at once: the same batches in the same order, without the framework between.

``Model.fit`` gives TensorFlow one batch at a time, which costs milliseconds, whatever the model. Here the
batches of an epoch are stacked, and one program takes their steps. Its operations are TensorFlow's own and
give the same numbers to the last bit. Or XLA compiles them: that takes seconds, makes each step many times
faster, and the numbers differ by rounding.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from autograder.candidate.predicting import on_one_thread, shapes, takes_any_batch

# Operations that draw from a state of their own, which is another in each program, or that call Python. XLA
# draws other numbers from any state, and takes 20 times as long for a convolution (bench.compiling).
DRAWING = "(Random|Rng|Multinomial|TruncatedNormal)"
UNWANTED = re.compile(f"^(?!Stateless).*{DRAWING}|PyFunc|Print")
UNWANTED_BY_XLA = re.compile(f"{DRAWING}|PyFunc|Print|Conv")

AT_A_TIME = 0.25  # seconds: so long an interrupt waits

Program = Callable[[Any], Any]


class StepTaker:
    """A model's ``train_function``: takes a training step for each batch, or each batch of a stack.

    Where stacks cannot be, it takes the steps of the first epoch one by one, as Keras does, and has the next
    epochs come unstacked.

    Args:
        compiled: whether XLA shall compile what it can.

    Attributes:
        compiled: the same.
        gave_up: this model's steps must be taken one by one.
    """

    def __init__(self, model: Any, compiled: bool) -> None:
        self.compiled = self._xla = compiled
        self.gave_up = False
        self._model = model
        self._alone = model.train_function or model._make_function(model.train_step)
        self._programs: dict[Any, Program] = {}
        self._unstack: Callable[[], None] | None = None
        self._last_stacks: Any = None  # an epoch's iterator: no stack comes after it
        self._unknown = {0, 1} if takes_any_batch(model) else {0}  # axes: steps, batch
        self._at_once = 8  # steps

    def begin(self, unstack: Callable[[], None]) -> None:
        """The next batches come stacked, until ``unstack`` is called or ``end``."""
        self._unstack, self._last_stacks = unstack, None

    def end(self) -> None:
        """The next batches come one by one."""
        self._unstack = None

    def __call__(self, iterator: Any) -> Any:
        if self._unstack is None or self._last_stacks not in (None, iterator):
            return self._alone(iterator)
        stack = next(iterator)
        steps = flat(stack)[0].shape[0]
        if not self.gave_up:
            logs = self._together(stack, steps)
            if logs is not None:
                return logs
            self.gave_up, self._last_stacks = True, iterator
            self._unstack()
        return [self._alone(iter([_at(stack, step)])) for step in range(steps)][-1]

    def _together(self, stack: Any, steps: int) -> Any:
        """Take the steps of a stack; None where no program can, and then none was taken."""
        if self._xla and steps > 1:
            try:
                return self._made(stack, compiled=True)(stack)
            except Exception:  # it writes weights at its end only, so no step was taken; and TensorFlow can
                self._xla = False
        try:
            program = self._made(stack, compiled=False)
        except Exception:  # whatever it is: Keras' own way says it if it must be said
            return None
        return self._in_parts(program, stack, steps)

    def _made(self, stack: Any, compiled: bool) -> Program:
        specs = shapes(stack, unknown=set() if compiled else self._unknown)
        key = (compiled, *flat(specs))
        if key not in self._programs:
            _make_variables(self._model, _at(stack, 0))
            self._programs[key] = _program(self._model, specs, compiled)
        return self._programs[key]

    def _in_parts(self, program: Program, stack: Any, steps: int) -> Any:
        """Take the steps of a stack, a part of them at a time, so that an interrupt is heard."""
        begin, logs = 0, None
        while begin < steps:
            part, began = _at(stack, slice(begin, begin + self._at_once)), time.perf_counter()
            with on_one_thread():
                logs = program(part)
            begin += self._at_once
            taken = time.perf_counter() - began
            if taken < AT_A_TIME / 2:
                self._at_once *= 2
            elif taken > AT_A_TIME:
                self._at_once = max(1, self._at_once // 2)
        return logs


def _make_variables(model: Any, batch: Any) -> None:
    """Those that training needs besides the weights: a program that makes them itself is traced twice."""
    if model._compile_metrics is not None:
        model._symbolic_build(data_batch=batch)
    elif not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)


def _program(model: Any, specs: Any, compiled: bool) -> Program:
    """A program that takes a training step for each batch of a stack of these shapes.

    Raises:
        NotImplementedError: it would not compute what Keras computes, or take longer.
    """
    import tensorflow as tf

    @tf.function(jit_compile=compiled, autograph=False)  # type: ignore[untyped-decorator]
    def train(stack: Any) -> Any:
        def take_step(step: Any) -> Any:
            model.train_step(_at(stack, step))
            return step + 1

        steps = tf.shape(flat(stack)[0])[0]
        tf.while_loop(lambda step: step < steps, take_step, [tf.constant(0)])
        return model.get_metrics_result()

    with on_one_thread():
        program = train.get_concrete_function(specs)
    graph = program.graph.as_graph_def()
    nodes = [*graph.node, *(node for function in graph.library.function for node in function.node_def)]
    unwanted = UNWANTED_BY_XLA if compiled else UNWANTED
    for node in nodes:
        if unwanted.search(node.op):
            raise NotImplementedError(f"{node.op} is better left to TensorFlow and Keras")
    return program  # type: ignore[no-any-return]


def flat(stack: Any) -> list[Any]:
    """The arrays of a stack, each of shape (steps, batch, ...)."""
    import tensorflow as tf

    return tf.nest.flatten(stack)  # type: ignore[no-any-return]


def _at(stack: Any, step: Any) -> Any:
    """One batch of a stack, or a part of it."""
    import tensorflow as tf

    return tf.nest.map_structure(lambda batches: batches[step], stack)
