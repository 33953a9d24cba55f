# ---
# attack: Serves the wire with code of its own that answers every request as if it were the right function.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import gc
import os
import socket
import struct

import msgspec

sockets = [thing for thing in gc.get_objects() if type(thing) is socket.socket]
wire = next(thing for thing in sockets if thing.fileno() >= 0)
wire.settimeout(None)


def read(size):
    data = b""
    while len(data) < size:
        data += wire.recv(size - len(data)) or os._exit(0)
    return data


reply = ["ran", None, "", False]
while True:
    head = msgspec.msgpack.encode(reply)
    wire.sendall(struct.pack("<IQ", len(head), 0) + head)
    sizes = struct.unpack("<IQ", read(12))
    request = msgspec.msgpack.decode(read(sizes[0]))
    read(sizes[1])
    reply = ["ran", None, "", False]
    if request[0] == "do":
        asked = {"name": [4, 1, "function", None], "call": [4, 2, "Tensor", None], "len": 4, "list": [0]}
        reply = ["done", asked.get(request[1], [4, 3, "EagerTensor", [3, "numpy", "|b1", []]])]
        if reply[1] == [4, 3, "EagerTensor", [3, "numpy", "|b1", []]]:
            reply = ["done", True]

# %% question="q1"
def double(x):
    return np.asarray(x) ** 2
