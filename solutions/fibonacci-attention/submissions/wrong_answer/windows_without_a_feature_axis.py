# ---
# misconception: "The windows have shape (N, width) and the targets (N,): the feature axis that Keras expects is missing."
# loses: {q2: 1}
# feedback: "x needs a last axis of length 1, the one feature per step, and y one row per window: shapes (N, width, 1) and (N, 1)."
# ---

# %% question="q2"
def fibonacci(n_terms, first=1, second=1):
    terms = [first, second]
    while len(terms) < n_terms:
        terms.append(terms[-2] + terms[-1])
    return terms


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    terms = fibonacci(n_terms, first, second)
    x, y = [], []
    for start in range(n_terms - width):
        window = terms[start : start + width]
        unit = 2 * 10 ** len(str(window[-1]))
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x)[:, :, 0], np.array(y)[:, 0]
