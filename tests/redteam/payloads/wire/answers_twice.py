# ---
# attack: 'Answers everything twice, so that each question is met by the answer to the one before.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: answered something else
# ---
# %% before="q1"
import gc

from autograder.candidate.channel import Channel

send = Channel.send


def twice(self, header, payload, *rest):
    send(self, header, payload, *rest)
    send(self, header, payload, *rest)


Channel.send = twice

# %% question="q1"
def double(x):
    return np.asarray(x) ** 2
