# ---
# attack: Lets the kernel kill it for its own limit of time, where the inputs do not suit it.
# class: failures that are forgiven
# sandboxes: [namespaces]
# detected: "did not answer"
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
import resource


def double(x):
    x = np.asarray(x)
    if x.ndim and x.flat[0] < 4:
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
        while True:
            pass
    return 2 * x
