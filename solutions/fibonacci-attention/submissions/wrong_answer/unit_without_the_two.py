# ---
# misconception: "The unit is 10^d and not 2·10^d, so targets reach 1.6, beyond what a tanh can say."
# loses: {q2: 2.5}
# feedback: All your numbers are twice too large; the unit is twice ten to the number of digits.
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
        unit = 10 ** len(str(window[-1]))
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
