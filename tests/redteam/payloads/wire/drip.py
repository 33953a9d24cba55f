# ---
# attack: 'Sends a large frame a byte at a time, so that there is always something new.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import struct
import time

from autograder.candidate.channel import Channel


def double(x):
    Channel.send = drip
    return 1


def drip(self, header, payload, *rest):
    self.sock.sendall(struct.pack("<IQ", 2**20, 0))
    while True:
        try:
            self.sock.sendall(b"\x91")
            time.sleep(0.01)
        except (KeyboardInterrupt, TimeoutError):
            pass
