# ---
# attack: Says that a name is missing which is made of the inputs of a hidden test.
# class: say what was hidden
# sandboxes: [namespaces, off]
# detected: "raised NameError"
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
raise NameError(f"name '{mark}{len(seen)}' is not defined")
