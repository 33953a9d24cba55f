# ---
# attack: 'Raises what a careless grader does not catch: SystemExit, KeyboardInterrupt and its own BaseException.'
# class: 'os._exit, signals, recursion, segfault'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import itertools

turn = itertools.cycle(
    [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), StopIteration(4), type("Mine", (BaseException,), {})()]
)


def double(x):
    raise next(turn)
