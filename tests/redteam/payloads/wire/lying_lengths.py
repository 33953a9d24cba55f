# ---
# attack: 'Announces frames of 16 exabytes, of 4 GB and of nothing.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: could not be read
# ---
# %% before="q1"
from autograder.candidate.channel import Channel

lengths = iter([b"\0" * 12, b"\xff" * 12, b"\0\0\0\xff" + b"\0" * 8])


def lie(self, *args):
    self.sock.sendall(next(lengths))


Channel.send = lie

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
