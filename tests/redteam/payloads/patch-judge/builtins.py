# ---
# attack: Replaces builtins that a judge needs.
# class: 'patch judge functions, numpy, torch, builtins'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import builtins

original = dict(vars(builtins))
builtins.all = builtins.any = builtins.isinstance = lambda *args: True
builtins.abs = builtins.len = builtins.round = lambda *args: 0
builtins.AssertionError = builtins.ValueError = type("Nothing", (BaseException,), {})

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
