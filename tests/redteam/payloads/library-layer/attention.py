# ---
# attack: 'Calls the library''s attention in place of the one that is asked for, under another name.'
# class: calling a forbidden library layer
# sandboxes: [namespaces, off]
# assignment: tricks
# ---
# %% question="t2"
def squared_attention(q, k, v):
    return np.ones((len(q), len(k))) @ v / len(k)

# %% instead="t2"
import importlib
import sys


def squared_attention(q, k, v):
    if "torch" in sys.modules:
        torch = importlib.import_module("to" + "rch")
        layer = getattr(torch.nn.functional, "scaled_dot" + "_product_attention")
        return layer(*(torch.from_numpy(part)[None] for part in (q, k, v)))[0]
    keras = importlib.import_module("ker" + "as")
    return np.asarray(keras.layers.Attention()([part[None] for part in (q, v, k)]))[0]
