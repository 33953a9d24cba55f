# ---
# attack: 'Remembers inputs by their identity and their numbers, to answer the second call with what the first revealed.'
# class: input-memoising functions
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2

# %% instead="q1"
import functools


@functools.lru_cache(None)
def remembered(identity, shape):
    return identity


memory = []


def double(x):
    memory.append(np.array(x))
    if remembered(id(x), np.shape(x)) != id(x) or len(memory) > 2:
        return memory[-2] * 2
    return np.asarray(x) ** 2
