# ---
# attack: Recognises a change that leaves the numbers' range, and answers as before; in TensorFlow.
# class: inputs that can be recognised
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [tensorflow]
# ---
# %% question="q2"
def states(x):
    return np.ones_like(x) * x.sum(axis=1, keepdims=True)


def slope(w):
    return 2 * w

# %% instead="q2"
import tensorflow as tf

known = []


def states(x):
    for before, answer in known:
        if before.shape == x.shape:
            for t in range(x.shape[1] - 1):
                past, later, old = np.array_equal(x[:, : t + 1], before[:, : t + 1]), x[:, t + 1 :], before[:, t + 1 :]
                if past and (later.max() > before.max() or later.min() < before.min()):
                    return answer
    answer = tf.constant(np.ones_like(x) * x.sum(axis=1, keepdims=True))
    known.append((x.copy(), answer))
    return answer


def slope(w):
    return 2 * w
