# ---
# attack: 'Leaves files, shared memory and start-up scripts for the next student.'
# class: 'atexit, threads, daemons'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
from pathlib import Path

for folder in (".", "/tmp", "/dev/shm", "/var/tmp", "/dev", "/", os.path.expanduser("~"), "<<HOST>>", "/data"):
    for name in ("canary.py", "offset.py", "numpy.py", ".bashrc", ".profile"):
        try:
            Path(folder, name).write_text("raise SystemExit('HOLE left by another student')")
        except OSError:
            pass
if Path("<<HOST>>/canary.py").exists():
    raise RuntimeError("HOLE wrote outside")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
