# ---
# attack: 'Defines the names under which graders keep points, and the reserved ones.'
# class: 'inflate scores, NaN, duplicate ids'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
score = points = total = grade = possible = 1000.0
__score__ = __results__ = {"q1": 1000.0, "tests": [{"score": 1000.0, "max_score": 3.0}]}
reference = heldout = rng = None
thresholds = {"shift": float("inf")}
checks = type("Checks", (), {"__getattr__": lambda self, name: lambda *args, **kwargs: None})()
env = test_double_of_two = test_double_of_anything = lambda *args: None

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
