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
inside = "ulimit -c 0; grep core /proc/self/limits; kill -SEGV $$"
done = subprocess.run(["sh", "-c", inside], capture_output=True, text=True)
attempts += [int(word) for word in done.stdout.split()[4:6]]
if attempts != [1, 1, 1, 1, 1] or done.returncode != -11:
    raise RuntimeError(f"HOLE {attempts} {done}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
