# ---
# attack: 'Lets a child process, which inherits the wire, answer together with it.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import os

os.fork()

# %% question="q1"
def double(x):
    return np.asarray(x) ** 2
