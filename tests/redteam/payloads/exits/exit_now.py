# ---
# attack: 'Ends the process inside the tested function, with the status of success.'
# class: 'os._exit, signals, recursion, segfault'
# sandboxes: [namespaces, off]
# detected: exit status 0
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
def double(x):
    import os

    os._exit(0)
