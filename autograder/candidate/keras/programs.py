"""A program that takes many training steps: traced from a model as Keras would, and undone if it fails."""

from __future__ import annotations

import contextlib
import re
from typing import Any

# Operations that draw from their own state, which differs between programs, or that act on something other
# than numbers. XLA draws other numbers from any state, drops assertions, and takes 20 times as long for
# a convolution (bench.compiling).
DRAWING = "(Random|Rng|Multinomial|TruncatedNormal)"
UNWANTED = re.compile(f"^(?!Stateless).*{DRAWING}|PyFunc|Print")
UNWANTED_BY_XLA = re.compile(f"{DRAWING}|PyFunc|Print|Conv|Assert|CheckNumerics")
# Of these TensorFlow refuses an index that is out of range, and XLA does not.
CHECKED = re.compile("Gather|Scatter|SparseSoftmax|Bincount|Segment")
# Those with a state that may be in a program: variables, which are put back; tables, which are read; calls.
STATEFUL = re.compile(
    "VariableOp$|^Resource(Gather|Scatter|Apply|SparseApply)|^Var(HandleOp|IsInitializedOp|iableShape)$"
    "|^LookupTable(Find|Size)V2$|^(Stateful)?PartitionedCall$|^(While|If|Case|Assert)$|^CudnnRNN"
)
# These wait for a function that another thread shall run: on one thread, forever.
WAITING = re.compile("^(Stateless)?(If|Case)$|^(Stateful)?PartitionedCall$|^(For|MapDefun|RemoteCall)$")
STATE_BYTES = 64 << 20  # of all variables: larger models gain nothing


class Program:
    """Takes a training step for each batch of a stack: all of them, or none if it raises.

    Its operations are those of Keras' own training step, or what XLA makes of them.

    Args:
        model: what is trained; it has been compiled.
        spec: of a batch, from the data set: Keras would trace its step with it.
        compiled: whether XLA shall compile it.

    Attributes:
        checks_values: for some values TensorFlow raises and XLA does not.

    Raises:
        NotImplementedError: it would compute something else than Keras, or take longer.
    """

    def __init__(self, model: Any, spec: Any, compiled: bool = False) -> None:
        _make_variables(model, spec)
        self._where = on_one_thread
        with self._where():
            self._train = _trace(model, spec, compiled)
        operations = _operations(self._train)
        if any(map(WAITING.search, operations)):
            self._where = contextlib.nullcontext
            self._train = _trace(model, spec, compiled)
        unwanted = UNWANTED_BY_XLA if compiled else UNWANTED
        if obstacles := [name for name in operations if unwanted.search(name) or _has_state(name)]:
            raise NotImplementedError(f"{obstacles} are better left to TensorFlow and Keras")
        self._variables = self._train.graph.variables
        if (
            sum(variable.shape.num_elements() * variable.dtype.size for variable in self._variables)
            > STATE_BYTES
        ):
            raise NotImplementedError("the model is so large that its steps are best taken one by one")
        self.checks_values = any(map(CHECKED.search, operations))

    def run(self, stack: Any) -> Any:
        """Take the steps of ``stack``; if that raises, the variables are restored."""
        before = [variable.read_value() for variable in self._variables]  # copied when first written to
        try:
            with self._where():
                return self._train(stack)
        except Exception:
            for variable, value in zip(self._variables, before, strict=True):
                variable.assign(value)
            raise


def _trace(model: Any, spec: Any, compiled: bool) -> Any:
    """The program; the context in which it is traced decides on which threads it can run."""
    import tensorflow as tf

    @tf.function(jit_compile=compiled, autograph=False)  # type: ignore[untyped-decorator]
    def train(stack: Any) -> Any:
        def take_step(step: Any) -> Any:
            model.train_step(at(stack, step))
            return step + 1

        steps = tf.shape(flat(stack)[0])[0]
        tf.while_loop(lambda step: step < steps, take_step, [tf.constant(0)])
        return model.get_metrics_result()

    def stacked(part: Any) -> Any:
        return tf.TensorSpec([None, *part.shape], part.dtype)

    return train.get_concrete_function(tf.nest.map_structure(stacked, spec))


def _make_variables(model: Any, spec: Any) -> None:
    """Make what training needs besides the weights: a program that makes variables is traced twice."""
    if model._compile_metrics is not None:
        model._symbolic_build(data_batch=spec)
    elif not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)


def _operations(program: Any) -> set[str]:
    graph = program.graph.as_graph_def()
    nodes = [*graph.node, *(node for function in graph.library.function for node in function.node_def)]
    return {node.op for node in nodes}


def _has_state(operation: str) -> bool:
    """Whether an operation changes something that cannot be put back, as far as TensorFlow knows."""
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(operation)
    return definition is not None and definition.is_stateful and not STATEFUL.search(operation)


def on_one_thread() -> contextlib.AbstractContextManager[Any]:
    """TensorFlow programs that are traced and called here run on the thread that calls them.

    A candidate has only one, and handing operations to a pool of one thread takes as long as small operations
    themselves. This does not apply on GPUs, and programs with control flow of TensorFlow 1 raise.
    """
    import tensorflow as tf
    from tensorflow.python.eager import context

    if tf.config.list_physical_devices("GPU"):
        return contextlib.nullcontext()
    where: contextlib.AbstractContextManager[Any] = context.function_executor_type("SINGLE_THREADED_EXECUTOR")
    return where


def flat(stack: Any) -> list[Any]:
    """The arrays of a stack, each of shape (steps, batch, ...)."""
    import tensorflow as tf

    return tf.nest.flatten(stack)  # type: ignore[no-any-return]


def at(stack: Any, step: Any) -> Any:
    """One batch of a stack, or a part of it."""
    import tensorflow as tf

    return tf.nest.map_structure(lambda batches: batches[step], stack)
