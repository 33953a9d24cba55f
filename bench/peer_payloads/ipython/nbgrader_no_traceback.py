# ---
# attack: "Silences tracebacks, from which the grader tells that a test failed."
# class: "IPython transformers and hooks"
# sandboxes: [namespaces]
# ---
# %% before="q1"
shell = get_ipython()
shell.showtraceback = shell._showtraceback = lambda *args, **kwargs: None


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
