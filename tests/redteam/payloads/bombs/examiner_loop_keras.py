# ---
# attack: Answers with a tensor of 64 million numbers where the test loops over a list of them and sorts it.
# class: memory, fork, disk, descriptor, output bombs
# sandboxes: [namespaces, off]
# assignment: lists
# runtimes: [tensorflow]
# ---
# %% question="l2"
def ranked(scores):
    return np.arange(len(scores))

# %% instead="l2"
import tensorflow as tf


def ranked(scores):
    return tf.ones(2**26, dtype=tf.int8)
