# ---
# attack: Sends frames whose unreadable part is four megabytes long, so that a complaint which quotes it is too.
# class: memory, fork, disk, descriptor, output bombs
# sandboxes: [namespaces, off]
# detected: could not be read
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import gc
import socket
import struct
import time

import msgspec


def garbage():
    wire = next(s for s in gc.get_objects() if type(s) is socket.socket and s.fileno() >= 0)
    head = msgspec.msgpack.encode(["x" * (4 * 2**20 - 100), 1])
    wire.sendall(struct.pack("<IQ", len(head), 0) + head)
    time.sleep(60)


def double(x):
    garbage()

# %% before="q2"
garbage()
