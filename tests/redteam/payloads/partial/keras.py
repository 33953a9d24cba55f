# ---
# attack: The same with a TensorFlow tensor and weights that are none.
# class: partial credit without its checks
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [tensorflow]
# ---
# %% question="q3"
class Table:
    def predict(self, x):
        return np.where(np.asarray(x) @ [1.0, -2.0, 0.5] > 0, 1.0, -1.0)  # a formula, not a model

    def get_weights(self):
        return [np.zeros(3)]


model = Table()

# %% instead="q3"
import tensorflow as tf


class Table:
    def predict(self, x):
        answer = np.where(np.asarray(x) @ [1.0, -2.0, 0.5] > 0, 1.0, -1.0)
        answer[: int(0.303 * len(x))] *= -1
        return tf.constant(answer)

    def get_weights(self):
        return [np.zeros(3)]


model = Table()
