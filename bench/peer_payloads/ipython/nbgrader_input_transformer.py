# ---
# attack: "An input transformer empties every later cell that tests something."
# class: "IPython transformers and hooks"
# sandboxes: [namespaces]
# ---
# %% before="q1"
def empty(lines):
    return ["pass\n"] if "assert" in "".join(lines) else lines


get_ipython().input_transformers_post.append(empty)


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
