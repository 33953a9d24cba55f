# ---
# attack: 'Traces its parent, its own children and every process that it can name.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
traced = [pid for pid in (int("<<EXAMINER>>"), os.getppid(), 1) if pid > 0 and libc.ptrace(16, pid, None, None) == 0]
child = os.fork()
if child == 0:
    time.sleep(10)
    os._exit(0)
if libc.ptrace(16, child, None, None) == 0:
    traced.append(child)
os.kill(child, 9)
os.waitpid(child, 0)
if traced:
    raise RuntimeError(f"HOLE {traced}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
