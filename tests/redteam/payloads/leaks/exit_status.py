# ---
# attack: Ends with an exit status that is made of a hidden input.
# class: say what was hidden
# sandboxes: [namespaces]
# detected: "ended the Python process"
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
import os


def double(x):
    if np.ndim(x) == 0:
        return np.asarray(x) + 2
    os._exit(100 + int(abs(np.asarray(x).flat[0])))
