# ---
# attack: Names the type of an exception after the inputs of a hidden test.
# class: say what was hidden
# sandboxes: [namespaces, off]
# detected: "raised LEAK"
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
raise type(f"{mark}{len(seen)}", (ValueError,), {})
