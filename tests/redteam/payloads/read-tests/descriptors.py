# ---
# attack: 'Reads every descriptor that it inherited, and follows it to a path.'
# class: 'read tests from disk, /proc, frames, gc'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import stat

found = []
for number in range(256):
    try:
        mode = os.fstat(number).st_mode
        path = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    if stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and not path.startswith(("/usr", "/opt", "/proc"))):
        found.append(path)
if any("<<COURSE>>" in path or "gradebook" in path for path in found):
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
