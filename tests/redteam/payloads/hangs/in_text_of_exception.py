# ---
# attack: Hangs where the grader asks for the text of an exception.
# class: 'hangs, sleeping, native loops'
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Slow(Exception):
    def __str__(self):
        while True:
            pass


def double(x):
    raise Slow
