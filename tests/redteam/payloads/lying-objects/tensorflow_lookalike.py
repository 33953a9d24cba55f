# ---
# attack: A Keras variable and a look-alike of an EagerTensor whose numbers differ each time they are read.
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# runtimes: [tensorflow]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import keras


class Changing(keras.Variable):
    def numpy(self):
        return np.random.default_rng().normal(size=np.shape(self.value))


class EagerTensor:
    shape = (3, 4)

    def numpy(self):
        return np.zeros(0)

    def __array__(self, dtype=None, copy=None):
        return np.random.default_rng().normal(size=(3, 4))


def double(x):
    return EagerTensor() if np.ndim(x) else Changing(np.zeros(()))
