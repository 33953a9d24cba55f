# ---
# misconception: The target is the last term of the window itself, so there is nothing left to predict.
# loses: {q2: 1.25}
# feedback: "Your target already stands in the window: it must be the term after the last one, at index start + width."
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
        y.append([terms[start + width - 1] / unit])
    return np.array(x), np.array(y)
