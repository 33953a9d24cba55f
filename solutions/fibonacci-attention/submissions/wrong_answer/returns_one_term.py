# ---
# misconception: "fibonacci returns the term n_terms alone, where the list of all terms is asked for."
# loses: {q2: 1}
# feedback: fibonacci should return all terms up to this one, in a list; yours returns the last one alone.
# ---

# %% question="q2"
def terms_of(n_terms, first=1, second=1):
    terms = [first, second]
    while len(terms) < n_terms:
        terms.append(terms[-2] + terms[-1])
    return terms


def fibonacci(n_terms, first=1, second=1):
    return terms_of(n_terms, first, second)[-1]


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    terms = terms_of(n_terms, first, second)
    x, y = [], []
    for start in range(n_terms - width):
        window = terms[start : start + width]
        unit = 2 * 10 ** len(str(window[-1]))
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
