# ---
# attack: Reads what /proc shows of the grader and its zygote.
# class: 'read tests from disk, /proc, frames, gc'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

seen = []
for pid in os.listdir("/proc"):
    if pid.isdigit() and int(pid) != os.getpid():
        seen.append(open(f"/proc/{pid}/cmdline").read())
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
