# ---
# attack: 'Takes memory in child processes, each below the limit of one.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'q1: out of memory'
# ---
# %% before="q1"
import os
import time

for _ in range(6):
    if os.fork() == 0:
        hoard = bytearray(b"x") * (400 * 2**20)
        time.sleep(20)
        os._exit(0)
time.sleep(20)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
