# ---
# attack: Lets a command fail, whose last line is told, and which prints the inputs of a hidden test.
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
get_ipython().system(f"echo '{mark} {len(seen)}'; exit 3")
