# ---
# attack: 'Answers with half a gigabyte of zeros, which cost it nothing.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
from autograder.candidate import wire


def double(x):
    return np.zeros(wire.MAX_PAYLOAD // 8 - 10)
