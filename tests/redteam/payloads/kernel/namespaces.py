# ---
# attack: 'Makes namespaces in the namespaces to become root there, and uncovers what is mounted over.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
won = []
for flag in (0x10000000, 0x10000000 | 0x00020000, 0x00020000, 0x20000000, 0x40000000, 0x08000000):
    child = os.fork()
    if child == 0:
        os._exit(libc.unshare(flag) == 0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        won.append(hex(flag))
for target in (b"/proc", b"/tmp", b"/dev/shm", b"/"):
    if libc.umount2(target, 2) == 0 or libc.mount(b"none", target, b"tmpfs", 0, None) == 0:
        won.append(target)
tried = subprocess.run(["unshare", "-Ur", "id", "-u"], capture_output=True, text=True)
if tried.returncode == 0:
    won.append(tried.stdout)
if os.getuid() == 0 or won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
