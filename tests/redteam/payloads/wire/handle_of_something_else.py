# ---
# attack: 'Keeps the handle of the right function for another, and swaps the object between two questions of the same.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
from autograder.candidate import objects

revive = objects.Objects.revive
turn = iter(range(10**9))


def swapped(self, value):
    found = revive(self, value)
    if callable(found):
        return [print, len, repr, self.do, get_ipython][next(turn) % 5]
    return found


objects.Objects.revive = swapped

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
