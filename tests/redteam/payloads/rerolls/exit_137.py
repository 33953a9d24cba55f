# ---
# attack: Ends with the exit status that a holder gave for a kill, where the inputs do not suit it.
# class: failures that are forgiven
# sandboxes: [namespaces]
# detected: "exit status 137"
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
import os


def double(x):
    x = np.asarray(x)
    if x.ndim and x.flat[0] < 4:
        os._exit(137)
    return 2 * x
