# ---
# attack: Ignores interrupts in cells that are run again.
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
import os
import signal

if not calls:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    time.sleep(60)

# %% after="q2"
os._exit(0)
