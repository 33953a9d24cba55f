# ---
# attack: Says that a module is missing which is named after the inputs of a hidden test.
# class: say what was hidden
# sandboxes: [namespaces, off]
# detected: "raised ModuleNotFoundError"
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
raise ModuleNotFoundError(f"No module named '{mark}{len(seen)}'")
