# ---
# attack: Answers a cell with a value and a value with a cell's end.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: something else than what was asked
# ---
# %% before="q1"
from autograder.candidate import process
from autograder.candidate.messages import Done, Ran

process.Candidate._answer = lambda self, head, payload: (
    (Done(4), []) if b"run" in head[:8] else (Ran(None, "", False), [])
)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
