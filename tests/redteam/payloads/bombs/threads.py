# ---
# attack: Starts threads until the kernel has no more.
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'can''t start new thread'
# ---
# %% before="q1"
import threading
import time

threading.stack_size(65536)
made = 0
try:
    while made < 4000:
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        made += 1
except RuntimeError as error:
    raise RuntimeError(f"{made} threads: {error}") from None
raise RuntimeError(f"HOLE {made} threads")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
