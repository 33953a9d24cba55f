# ---
# attack: 'Each cell takes a little less than the budget, hoping that nobody adds them up.'
# class: 'hangs, sleeping, native loops'
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% before="q1"
import time

time.sleep(0.9)

# %% before="q1"
time.sleep(0.9)

# %% before="q1"
time.sleep(0.9)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
