# ---
# attack: 'Answers with arrays whose shape, dtype and bytes contradict each other.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: could not be read
# ---
# %% before="q1"
import itertools

from autograder.candidate import process, wire

lies = itertools.cycle(
    [
        [3, "numpy", "<f8", [2**39, 0, 2**39]],
        [3, "numpy", "<f8", [3, 4]],
        [3, "numpy", "|O", [1]],
        [3, "numpy", "<U99999999", [0]],
        [3, "numpy", "[('a', '<f8')]", [1]],
        [3, "numpy", "<f8", [-1]],
        [3, "numpy", "<M8[ns]", [0]],
        [3, "torch", "<f3", [0]],
        [3, "numpy", "<f8", [0] * 70],
        [3, "../../numpy", "<f8", []],
        [3, "numpy", "<f8", [True]],
    ]
)
process.pack = lambda value, foreign: (next(lies), [])

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
