# ---
# attack: 'Calls the parts of the kernel that sandboxes were left through: io_uring, userfaultfd, bpf, perf, keys.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
calls = {
    "x86_64": {"io_uring_setup": 425, "userfaultfd": 323, "bpf": 321, "perf_event_open": 298, "add_key": 248},
    "aarch64": {"io_uring_setup": 425, "userfaultfd": 282, "bpf": 280, "perf_event_open": 241, "add_key": 217},
}[platform.machine()]
room = ctypes.create_string_buffer(256)
won = []
for name, number in calls.items():
    arguments = (b"user", b"canary", b"key", 3, -3) if name == "add_key" else (1, room, 120, 0, 0)
    if name == "userfaultfd":
        arguments = (1,)
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        won.append(name)
if won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
