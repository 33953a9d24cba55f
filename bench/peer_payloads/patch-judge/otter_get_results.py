# ---
# attack: "Patches Checker.get_results, so that each test case has passed."
# class: "patch judge functions, numpy, torch, builtins"
# sandboxes: [namespaces]
# ---
# %% before="q1"
from otter.execute import Checker

genuine = Checker.get_results


def generous():
    files = genuine()
    for case in (case for file in files for case in file.test_case_results):
        case.passed = True
    return files


Checker.get_results = generous


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
