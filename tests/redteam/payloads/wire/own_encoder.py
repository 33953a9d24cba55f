# ---
# attack: 'Replaces the candidate''s own pack, verbs and objects, so that each answer is a tensor which is always true.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
from autograder.candidate import messages, objects, process, wire
from autograder.candidate.notebook import shell

yes = wire.Handle(1, "Tensor", np.True_)
for verb in ("call", "item", "array", "attr", "len", "list"):
    objects._VERBS[verb] = lambda *args: np.ones((3, 4), dtype=bool)
process.pack = wire.pack = lambda value, foreign: (
    [4, 1, "Tensor", [3, "numpy", "|b1", []]],
    [memoryview(b"\1")],
)
objects.numbers = lambda value: np.True_
shell.raised = process.raised = lambda error: messages.Raised("CheckError", "", "")
shell.Shell.run = lambda self, source, seed: messages.Ran(None, "", False)
wire.MAX_HEADER = wire.MAX_PAYLOAD = wire.MAX_DEPTH = 2**60

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
