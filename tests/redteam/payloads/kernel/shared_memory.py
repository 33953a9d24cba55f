# ---
# attack: 'Leaves shared memory, queues and semaphores of both kinds, and looks for those of others.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
found = os.listdir("/dev/shm")
for kind in ("shm", "msg", "sem"):
    try:
        found += open(f"/proc/sysvipc/{kind}").readlines()[1:]
    except PermissionError:
        pass
for key in range(4711, 4716):
    there = libc.shmget(key, 4096, 0), libc.msgget(key, 0), libc.semget(key, 1, 0)
    found += [key for number in there if number >= 0]
    libc.shmget(key, 4096, 0o1666)
    libc.msgget(key, 0o1666)
    libc.semget(key, 1, 0o1666)
with open("/dev/shm/canary", "w") as file:
    file.write("left behind")
if found:
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
