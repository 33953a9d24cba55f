# ---
# misconception: All windows share one scale, the largest term (min-max scaling), so almost every number becomes zero.
# loses: {q2: 2.5}
# feedback: Every window has a unit of its own, from the digits of its last term; with one unit for all, nearly all windows become zeros.
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
        unit = max(terms)
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
