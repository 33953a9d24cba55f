# ---
# attack: Gives the class of another question other methods, and the functions that it uses other code.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
def call(self, x):
    return np.eye(5)[np.arange(len(x)) % 5]


Layer.__call__ = call
Layer.set_weights = lambda self, weights: None
softmax.__code__ = (lambda scores: scores).__code__


def decode(layer, x):
    return np.arange(len(x)) % 5
