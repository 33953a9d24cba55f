# ---
# attack: Gives Otter's test classes results of its own.
# class: overwrite tests
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import sys
import types


class Passed:
    def __init__(self, *args, **kwargs):
        self.passed, self.score, self.possible, self.grade = True, 1000, 1000, 1.0
        self.test_case_results, self.test_cases = [], []

    def run(self, *args, **kwargs):
        return self

    from_string = from_file = classmethod(lambda cls, *args, **kwargs: cls())


import otter

for name in ("otter.test_files", "otter.test_files.abstract_test", "otter.test_files.exception_test"):
    module = sys.modules.setdefault(name, types.ModuleType(name))
    module.ExceptionTestFile = module.TestFile = module.OKTestFile = module.TestCaseResult = Passed
    module.GradingResults = Passed
otter.Notebook.check = lambda *args, **kwargs: Passed()

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
