# ---
# attack: "Patches the function that calls each test case."
# class: "patch judge functions, numpy, torch, builtins"
# sandboxes: [namespaces]
# ---
# %% before="q1"
from otter.test_files.exception_test import test_case

test_case.call_func = lambda self, environment: None


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
