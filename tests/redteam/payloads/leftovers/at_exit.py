# ---
# attack: 'Registers code for the interpreter''s end, in every way that there is.'
# class: 'atexit, threads, daemons'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import atexit
import sys
import threading
import weakref


def last_words(*args):
    import os

    os.environ["CANARY"] = "last words"
    open("canary_last_words", "w").close()
    while True:
        pass


class Final:
    __del__ = last_words


final = Final()
atexit.register(last_words)
weakref.finalize(final, last_words)
threading._register_atexit(last_words)
sys.excepthook = sys.unraisablehook = last_words

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
