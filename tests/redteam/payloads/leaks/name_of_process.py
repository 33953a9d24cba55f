# ---
# attack: Names its process and threads after the inputs of a hidden test, and dies.
# class: say what was hidden
# sandboxes: [namespaces]
# detected: "ended the Python process"
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
seen = []
mark = "LE" + "AK"


def double(x):
    seen.append(np.asarray(x).tolist())
    return np.asarray(x) + 2

# %% before="q2"
import ctypes
import os
import threading

threading.current_thread().name = f"{mark} {seen}"
ctypes.CDLL(None).prctl(15, mark.encode(), 0, 0, 0)
os.abort()
