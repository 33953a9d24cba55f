# ---
# attack: 'Sends exception names, texts and outputs of megabytes, which the candidate would have cut.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: raised xxx
# ---
# %% before="q1"
from autograder.candidate.notebook import shell

long = "x" * 1_300_000
shell.raised = lambda error: shell.Raised(long, long, long)
shell.Tail.text = lambda self: "y" * 100_000

# %% before="q1"
raise ValueError

# %% before="q1"
raise KeyError

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
