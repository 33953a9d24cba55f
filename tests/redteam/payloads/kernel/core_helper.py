# ---
# attack: 'Crashes in a child with a limit of nothing on dumps, where a machine runs its helper as root on what the attacker holds in memory.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import resource
import subprocess

core = resource.RLIMIT_CORE
attempts = [resource.getrlimit(core)[1]]
for new in ((0, 0), (0, 1)):
    resource.setrlimit(core, new)
    attempts.append(resource.getrlimit(core)[0])
inside = "import os, resource as r; r.setrlimit(r.RLIMIT_CORE, (0, 0)); print(*r.getrlimit(r.RLIMIT_CORE), flush=True); os.abort()"
done = subprocess.run(["python", "-c", inside], capture_output=True, text=True)
attempts += [int(word) for word in done.stdout.split()]
if attempts != [1, 1, 1, 1, 1] or done.returncode != -6:
    raise RuntimeError(f"HOLE {attempts} {done}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
