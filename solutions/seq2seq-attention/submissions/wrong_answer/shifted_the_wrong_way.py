# ---
# misconception: The decoder reads the date and must answer the symbol before, so it is shifted the wrong way.
# loses: {q2: 2}
# feedback: "Inputs and targets are exchanged: the decoder reads ^ first, and its last answer is $."
# ---

# %% question="q2"
def teacher_forcing(isos):
    dates = np.array([[SYMBOLS.index(symbol) for symbol in iso] for iso in isos], dtype="int32")
    start, end = np.full_like(dates[:, :1], START), np.full_like(dates[:, :1], END)
    return np.concatenate([dates, end], axis=1), np.concatenate([start, dates], axis=1)
