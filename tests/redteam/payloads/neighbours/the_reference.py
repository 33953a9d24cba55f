# ---
# attack: 'Looks for the reference, which runs as a sibling, in processes, shared memory and sockets.'
# class: writing the gradebook or another submission
# sandboxes: [namespaces]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100

# %% instead="q2"
import os


def shifted(x):
    others = [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid()]
    shared = os.listdir("/dev/shm")
    with open("/proc/net/unix") as file:
        listening = [line for line in file if " 00010000 " in line]
    with open("/proc/sysvipc/shm") as file:
        segments = file.readlines()[1:]
    if others or shared or listening or segments:
        raise RuntimeError(f"HOLE {others, shared, listening, segments}")
    return np.asarray(x) - 100
