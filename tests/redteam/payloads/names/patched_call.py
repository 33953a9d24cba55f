# ---
# attack: Gives the Keras layer of another question another `call`.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [tensorflow]
# ---
# %% question="q4"
import keras


class Layer(keras.layers.Layer):
    def __init__(self, n, m):
        super().__init__(dtype="float64")
        self.w = self.add_weight(shape=(n, m))

    def call(self, x):
        return keras.ops.matmul(x, self.w)

# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
Layer.call = lambda self, x: keras.ops.take(keras.ops.eye(5), np.arange(len(x)) % 5, axis=0)


def decode(layer, x):
    return np.arange(len(x)) % 5
