# ---
# misconception: The sequence always starts with 1, 1, whatever first and second say.
# loses: {q2: 1.5}
# feedback: fibonacci must start with the two values it is given; yours always starts with 1, 1.
# ---

# %% question="q2"
def fibonacci(n_terms, first=1, second=1):
    terms = [1, 1]
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
    return np.array(x), np.array(y)
