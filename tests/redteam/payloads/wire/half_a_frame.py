# ---
# attack: Sends half of an answer and waits.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% before="q1"
import struct
import time

from autograder.candidate.channel import Channel


def half(self, header, payload, *rest):
    self.sock.sendall(struct.pack("<IQ", 100, 2**28) + b"half")
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass


Channel.send = half

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
