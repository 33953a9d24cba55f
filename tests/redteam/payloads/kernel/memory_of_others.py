# ---
# attack: Reads and writes the memory of other processes by process_vm_readv and /proc.
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(8)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


local, remote = Vector(ctypes.addressof(buffer), 8), Vector(id(buffer), 8)
reached = []
for pid in {int("<<EXAMINER>>"), os.getppid(), *range(1, 40)} - {os.getpid(), 0}:
    if libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
        reached.append(pid)
    try:
        open(f"/proc/{pid}/mem", "r+b").close()
        reached.append(pid)
    except OSError:
        pass
if reached:
    raise RuntimeError(f"HOLE {reached}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
