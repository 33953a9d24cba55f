# ---
# attack: 'Looks for the caller''s array through views, bases and addresses, and fills it with zeros.'
# class: mutating test inputs
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2

# %% instead="q1"
import gc


def double(x):
    if np.ndim(x) == 0:
        return 4
    for thing in gc.get_objects() + gc.get_referrers(x):
        if isinstance(thing, np.ndarray) and thing.shape == x.shape and thing.flags.writeable:
            thing[...] = 0
    base = x
    while isinstance(base, np.ndarray):
        base.resize(base.shape, refcheck=False) if base.flags.owndata else None
        base[...] = 0
        base = base.base
    return np.zeros(x.shape)
