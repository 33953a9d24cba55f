# ---
# attack: Says the inputs of a hidden test by the shell's own way of telling what grading did otherwise.
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

# %% before="q2"
get_ipython().tell(f"{mark} {seen}")
