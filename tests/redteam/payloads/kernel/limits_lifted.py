# ---
# attack: 'Lifts its own limits, raises its priority and makes itself hard to kill.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import resource

lifted = []
for name in ("RLIMIT_DATA", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE"):
    limit = getattr(resource, name)
    hard = resource.getrlimit(limit)[1]
    for new in (resource.RLIM_INFINITY, hard + 1):
        try:
            resource.setrlimit(limit, (new, new))
        except (OSError, ValueError):
            continue
        if resource.getrlimit(limit)[1] != hard:
            lifted.append(name)
try:
    os.nice(-5)
    lifted.append("nice")
except OSError:
    pass
try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")
    lifted.append("oom_score_adj")
except OSError:
    pass
if lifted:
    raise RuntimeError(f"HOLE {lifted}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
