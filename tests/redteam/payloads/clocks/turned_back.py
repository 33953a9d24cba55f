# ---
# attack: 'Turns the clock back between two calls, so that slow code seems fast.'
# class: patched clocks
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import itertools
import time

falling = itertools.count(10**9, -1000)
time.time = time.monotonic = time.perf_counter = lambda: float(next(falling))

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
