# ---
# attack: Cells that sleep only when they are run again for a new candidate, each just under a budget of its own.
# class: work that is slow only when it is done again
# sandboxes: [namespaces]
# detected: "ended the Python process"
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
import time

calls = []


def double(x):
    calls.append(1)
    return np.asarray(x) + 2

# %% before="q2"
if not calls:  # nobody has tested question 1: this is a replay
    time.sleep(1.4)

# %% after="q2"
import os

os._exit(0)
