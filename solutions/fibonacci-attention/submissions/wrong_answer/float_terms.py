# ---
# misconception: "The terms are floats: exact only to 16 digits, and infinite after the 1476th."
# loses: {q2: 1.5}
# feedback: Your terms are floats, which round from the 79th term on and end in infinity; keep whole numbers of type int.
# ---

# %% question="q2"
def fibonacci(n_terms, first=1, second=1):
    terms = np.zeros(n_terms)
    terms[:2] = first, second
    for n in range(2, n_terms):
        terms[n] = terms[n - 1] + terms[n - 2]
    return list(terms)


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    terms = np.array(fibonacci(n_terms, first, second))
    rows = np.lib.stride_tricks.sliding_window_view(terms, width + 1)
    units = 2 * 10.0 ** (1 + np.floor(np.log10(rows[:, -2:-1])))
    return (rows / units)[:, :-1, None], (rows / units)[:, -1:]
