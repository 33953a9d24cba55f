# ---
# attack: 'Opens descriptors until there are none, then asks the grader for more work.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces, off]
# detected: Too many open files
# ---
# %% before="q1"
import os

opened = []
try:
    while len(opened) < 100_000:
        opened.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    raise RuntimeError(f"{len(opened)} descriptors: {error}") from None
raise RuntimeError(f"HOLE {len(opened)} descriptors")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
