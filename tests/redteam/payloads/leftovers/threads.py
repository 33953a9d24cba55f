# ---
# attack: 'A thread goes on after its cell, and sets names back while other questions are tested.'
# class: 'atexit, threads, daemons'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import threading
import time

names = get_ipython().user_ns


def meddle():
    while True:
        names["double"] = names["shifted"] = lambda x: np.asarray(x) - 100
        names["offset"] = -90.0
        time.sleep(0.0005)


for daemon in (True, False):
    threading.Thread(target=meddle, daemon=daemon).start()

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
