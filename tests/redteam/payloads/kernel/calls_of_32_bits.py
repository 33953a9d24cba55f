# ---
# attack: 'Enters the kernel through the gate for programs of 32 bits, whose calls have other numbers.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import mmap
import os
import platform

if platform.machine() == "x86_64":
    code = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3")  # push rbx; eax = getpid; int 0x80; pop rbx; ret
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    child = os.fork()
    if child == 0:
        os._exit(0 if call() > 0 else 1)
    if os.waitpid(child, 0)[1] == 0:
        raise RuntimeError("HOLE the gate is open")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
