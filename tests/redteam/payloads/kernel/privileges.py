# ---
# attack: 'Tries every programme with more rights than its own, and every capability.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import os
import shutil
import subprocess

won = []
for uid in (0, 1, 65534):
    for change in (os.setuid, os.setgid, os.setgroups):
        try:
            change([uid] if change is os.setgroups else uid)
        except OSError:
            continue
        won.append((change.__name__, uid))
for command in (["sudo", "-n", "id"], ["su", "-c", "id"], ["mount", "-t", "tmpfs", "none", "/tmp"], ["chroot", "/", "id"]):
    if shutil.which(command[0]) and subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0:
        won.append(command[0])
with open("/proc/self/status") as status:
    fields = dict(line.split(":\t") for line in status if ":\t" in line)
won += [name for name in ("CapEff", "CapPrm", "CapInh", "CapAmb") if int(fields[name], 16)]
won += [] if int(fields["NoNewPrivs"]) else ["NoNewPrivs"]
if won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
