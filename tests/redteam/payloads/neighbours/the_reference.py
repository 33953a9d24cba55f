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


def lines(path):
    try:
        return os.listdir(path) if os.path.isdir(path) else open(path).readlines()
    except PermissionError:
        return []


def shifted(x):
    others = [pid for pid in lines("/proc") if pid.isdigit() and int(pid) != os.getpid()]
    shared = lines("/dev/shm")
    listening = [line for line in lines("/proc/net/unix") if " 00010000 " in line]
    segments = lines("/proc/sysvipc/shm")[1:]
    if others or shared or listening or segments:
        raise RuntimeError(f"HOLE {others, shared, listening, segments}")
    return np.asarray(x) - 100
