# ---
# misconception: "The last window is left out: its target is the last term, and still there."
# loses: {q2: 1}
# feedback: You make one window too few; the last window's target is the last term of all.
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
    for start in range(n_terms - width - 1):
        window = terms[start : start + width]
        unit = 2 * 10 ** len(str(window[-1]))
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
