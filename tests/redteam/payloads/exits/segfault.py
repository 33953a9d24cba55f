# ---
# attack: 'A segmentation fault in the tested function, with a handler that survives it.'
# class: 'os._exit, signals, recursion, segfault'
# sandboxes: [namespaces, off]
# detected: 'q1: error'
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import ctypes
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)


def double(x):
    ctypes.string_at(0)
