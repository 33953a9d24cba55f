# ---
# misconception: The terms are kept in a numpy int64 array, which wraps around silently after the 92nd term.
# loses: {q2: 0.5}
# feedback: From the 93rd term on an int64 wraps around to negative numbers; Python's own int has no upper limit.
# ---

# %% question="q2"
def fibonacci(n_terms, first=1, second=1):
    terms = np.ones(n_terms, dtype=np.int64)
    terms[0], terms[1] = first, second
    for n in range(2, n_terms):
        terms[n] = terms[n - 1] + terms[n - 2]
    return terms


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    terms = fibonacci(n_terms, first, second)
    x, y = [], []
    for start in range(n_terms - width):
        window = terms[start : start + width]
        unit = 2 * 10.0 ** len(str(window[-1]))
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
