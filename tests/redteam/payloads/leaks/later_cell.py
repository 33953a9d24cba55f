# ---
# attack: Keeps the inputs of hidden tests and raises them in a cell of the next question, whose errors a student is shown.
# class: say what was hidden
# sandboxes: [namespaces, off]
# detected: "raised ValueError"
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

# %% before="q2"
raise ValueError(f"{mark} {seen}")
