# ---
# attack: 'Looks for the zygote''s control socket and sends it orders: fork, kill, wait.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces]
# ---
# %% before="q1"
import json
import os
import socket
import stat

own = os.readlink(f"/proc/self/fd/{min(fd for fd in range(3, 64) if os.path.exists(f'/proc/self/fd/{fd}'))}")
sockets = []
for number in range(256):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            sockets.append(number)
    except OSError:
        pass
found = []
for number in sockets[1:]:
    with socket.socket(fileno=os.dup(number)) as other:
        try:
            other.sendall(json.dumps({"type": "kill", "pid": -1, "signal": 0}).encode())
            found.append(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            pass
import gc

if [thing for thing in gc.get_objects() if type(thing).__name__ == "Zygote" and thing.control.fileno() >= 0]:
    raise RuntimeError("HOLE the zygote's socket is open")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
