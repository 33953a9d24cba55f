# ---
# attack: "An input transformer adds lines to the cell that collects the results."
# class: "IPython transformers and hooks"
# sandboxes: [namespaces]
# ---
# %% before="q1"
MORE = """
for file in results.results.values():
    for case in file.test_case_results:
        case.passed = True
"""


def add(lines):
    text = "".join(lines)
    wanted = "results = GradingResults(Checker.get_results())\n"
    return text.replace(wanted, wanted + MORE).splitlines(keepends=True)


get_ipython().input_transformers_post.append(add)


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
