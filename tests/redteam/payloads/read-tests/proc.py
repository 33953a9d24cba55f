# ---
# attack: Reads what /proc shows of the grader and its zygote.
# class: 'read tests from disk, /proc, frames, gc'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

seen = []
try:
    processes = os.listdir("/proc")
except PermissionError:
    processes = [str(pid) for pid in range(1, 2000) if pid == 1 or os.path.exists(f"/proc/{pid}/cmdline")]
for pid in processes:
    if pid.isdigit() and int(pid) != os.getpid():
        try:
            seen.append(open(f"/proc/{pid}/cmdline").read())
        except PermissionError:
            pass
for part in ("environ", "cmdline", "mountinfo"):
    try:
        text = open(f"/proc/self/{part}").read()
    except OSError:
        continue
    if "canary" + "_" in text:
        seen.append(text)
for pid in ("<<EXAMINER>>", str(os.getppid())):
    for part in ("environ", "mem", "maps", "root/etc/passwd", "cwd/grading.yml"):
        try:
            seen.append((pid, part, open(f"/proc/{pid}/{part}", "rb").read(1000)))
        except OSError:
            pass
if seen:
    raise RuntimeError(f"HOLE {seen}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
