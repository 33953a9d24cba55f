# ---
# attack: 'Asks the kernel itself for shared memory without a name, past what Python was given.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import mmap
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_long
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
won = []
for flags in (0x21, 0x23, 0x21 | 0x4000, 0x21 | 0x40000):  # shared, validated, no reserve, huge
    if libc.mmap(None, 2**21, 3, flags, -1, 0) != -1:
        won.append(hex(flags))
for name in ("/dev/zero", "/dev/mem", "/dev/ptmx"):
    try:
        file = os.open(name, os.O_RDWR | os.O_NOCTTY)
        if libc.mmap(None, 2**21, 3, 1, file, 0) != -1:
            won.append(name)
    except OSError:
        continue
raw = "import mmap; mmap.mmap(-1, 2**21)"
if subprocess.run(["python", "-c", raw], capture_output=True).returncode == 0:
    won.append("in a program")
if won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
