# ---
# attack: 'Loops in native code, which no interrupt of Python''s reaches.'
# class: 'hangs, sleeping, native loops'
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import re


def double(x):
    return bool(re.match(r"(a+)+$", "a" * 60 + "b"))
