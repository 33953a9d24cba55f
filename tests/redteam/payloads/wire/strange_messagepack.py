# ---
# attack: 'Answers with MessagePack''s maps, extensions, timestamps, huge integers and broken text.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: could not be read
# ---
# %% before="q1"
import itertools
import struct

from autograder.candidate.channel import Channel

values = itertools.cycle(
    [
        b"\x81\xa1a\x01",
        b"\xd6\xff\0\0\0\0",
        b"\xd4\x01\x00",
        b"\xcf" + b"\xff" * 8,
        b"\xa2\xff\xfe",
        b"\xc1",
        b"\x95\x02\xcb\x7f\xf8\0\0\0\0\0\0\x01\xcb\x7f\xf8\0\0\0\0\0\0\x02",
        b"\x92\x05\xa6\xd9\xa1\xd9\xa2\xd9\xa3",
        b"\x91\xc2",
    ]
)
send = Channel.send


def strange(self, header, payload, *rest):
    if type(header).__name__ == "Ran":
        return send(self, header, payload, *rest)
    head = b"\x92\xa4done" + next(values)
    self.sock.sendall(struct.pack("<IQ", len(head), 0) + head)


Channel.send = strange

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
