# ---
# misconception: The unit comes from the digits of the target, which a model may not know when it predicts.
# loses: {q2: 2.5}
# feedback: "Take the digits of the window's last term, not of the target: the answer must not influence its own question."
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
        unit = 2 * 10 ** len(str(terms[start + width]))
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
