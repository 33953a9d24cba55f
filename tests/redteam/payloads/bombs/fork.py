# ---
# attack: Forks as often as it can.
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: q1
# ---
# %% before="q1"
import os
import time

made = 0
try:
    while made < 2000:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        made += 1
except OSError as error:
    raise RuntimeError(f"forked {made} times: {error}") from None
raise RuntimeError(f"HOLE forked {made} times")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
