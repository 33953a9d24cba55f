# ---
# attack: 'Recursion without an end, with the limit taken away.'
# class: 'os._exit, signals, recursion, segfault'
# sandboxes: [namespaces, off]
# detected: 'q1: error'
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import sys

sys.setrecursionlimit(10**9)


class Deep:
    __repr__ = __str__ = lambda self: str(self)


def double(x):
    raise ValueError(Deep())
