# ---
# attack: "Patches GradingResults, so that each test case has passed and is worth 25 points."
# class: "patch judge functions, numpy, torch, builtins"
# sandboxes: [namespaces]
# ---
# %% before="q1"
from otter.test_files import GradingResults

genuine = GradingResults.__init__


def generous(self, files, notebook=None):
    for case in (case for file in files for case in file.test_case_results):
        case.passed = True
        case.test_case.points = 25
    genuine(self, files, notebook)


GradingResults.__init__ = generous


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
