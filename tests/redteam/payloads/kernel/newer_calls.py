# ---
# attack: 'Calls what newer kernels have and old lists of refused calls have not.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# runtimes: [tensorflow]
# ---
# %% before="q1"
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
room = ctypes.create_string_buffer(4096)
here = ctypes.c_long(-100)
calls = {  # the numbers are the same on every machine
    "quotactl_fd": (443, 0, 0, 0, room), "process_mrelease": (448, 0, 0), "map_shadow_stack": (453, 0, 4096, 0),
    "statmount": (457, room, room, 4096, 0), "listmount": (458, room, room, 64, 0),
    "lsm_get_self_attr": (459, 100, room, room, 0), "lsm_list_modules": (461, room, room, 0),
    "open_tree": (428, here, b"/usr", 1), "open_tree_attr": (467, here, b"/usr", 0, None, 0),
    "file_setattr": (469, here, b"/tmp", room, 24, 0), "memfd_secret": (447, 0), "clone3": (435, room, 88),
    "mount_setattr": (442, here, b"/", 0, room, 32), "landlock_create_ruleset": (444, None, 0, 1),
    "futex_that_never_was": (999, 0), "pidfd_getfd": (438, 3, 0, 0), "process_madvise": (440, 0, None, 0, 0, 0),
}
won = [name for name, call in calls.items() if libc.syscall(*call) >= 0]
if platform.machine() == "x86_64":
    listener = (317, 1, 8, b"\1" + bytes(15))
    aio = (206, 1, ctypes.byref(ctypes.c_ulong()))
    old = {"seccomp": listener, "io_setup": aio, "x32": (0x40000000 + 39,), "sysfs": (139, 3), "get_mempolicy": (239, 0, 0, 0, 0, 0)}
    won += [name for name, call in old.items() if libc.syscall(*call) >= 0]
if won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
