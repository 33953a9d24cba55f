# ---
# attack: Puts a vocabulary of hidden tests into sys.modules whose checks all pass.
# class: 'patch judge functions, numpy, torch, builtins'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import sys
import types

for name in ("autograder.examiner", "autograder.checks", "autograder.results", "autograder.examiner.testing"):
    sys.modules[name] = types.ModuleType(name)
for name in ("close", "shape", "finite", "accuracy", "at_least", "causal", "differs"):
    setattr(sys.modules["autograder.checks"], name, lambda *args, **kwargs: None)
sys.modules["autograder.examiner"].checks = sys.modules["autograder.checks"]

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
