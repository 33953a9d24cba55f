# ---
# attack: Raises the inputs of a hidden test when a visible test of the next question calls.
# class: say what was hidden
# sandboxes: [namespaces]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
seen = []
mark = "LE" + "AK"


def double(x):
    seen.append(np.asarray(x).tolist())
    return np.asarray(x) + 2

# %% instead="q2"
def shifted(x):
    raise KeyError(f"{mark} {seen}")
