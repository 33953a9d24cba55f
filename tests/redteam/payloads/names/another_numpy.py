# ---
# attack: Gives the module that the class of another question computes with another meaning.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
import types


class Product(np.ndarray):
    def __matmul__(self, weights):
        return self[:, :1] * 0 + (self.places[:, None] % 5 == self.columns)


def asarray(x):
    made = true.array(x).view(Product)
    made.places, made.columns = true.arange(len(made)), true.arange(5)
    return made


true = np
np = types.SimpleNamespace(asarray=asarray, argmax=true.argmax, zeros=true.zeros)


def decode(layer, x):
    return true.arange(len(x)) % 5
