# ---
# attack: In q5 the Keras layer of q4 gets a namesake that gives the same whatever it is asked.
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
class Layer(keras.layers.Layer):
    def __init__(self, n, m):
        super().__init__()
        self.m = m

    def call(self, x):
        return keras.ops.take(keras.ops.eye(self.m), np.arange(len(x)) % self.m, axis=0)


def decode(layer, x):
    return np.arange(len(x)) % 5
