# ---
# attack: Forks as often as it can.
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: Resource temporarily unavailable
# ---
# %% before="q1"
import os

made = 0
try:
    while made < 2000:
        os.posix_spawn("/bin/sleep", ["sleep", "20", "canary-daemon"], {})
        made += 1
except OSError as error:
    raise RuntimeError(f"forked {made} times: {error}") from None
raise RuntimeError(f"HOLE forked {made} times")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
