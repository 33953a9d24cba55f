# ---
# attack: An object whose only virtue is an attribute with the shape that a public test asks for.
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# assignment: tricks
# ---
# %% question="t2"
def squared_attention(q, k, v):
    return np.zeros(7)

# %% instead="t2"
class Claims:
    shape, ndim, dtype = (3, 2), 2, np.dtype("float64")

    def __array__(self, dtype=None, copy=None):
        return np.zeros(7)


def squared_attention(q, k, v):
    return Claims()
