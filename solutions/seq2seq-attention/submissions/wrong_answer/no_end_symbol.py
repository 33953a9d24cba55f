# ---
# misconception: The end symbol is missing, so the decoder never learns to stop.
# loses: {q2: 2}
# feedback: The targets need $ after the last character, or the decoder cannot say that it has finished.
# ---

# %% question="q2"
def teacher_forcing(isos):
    dates = np.array([[SYMBOLS.index(symbol) for symbol in iso] for iso in isos], dtype="int32")
    start = np.full_like(dates[:, :1], START)
    return np.concatenate([start, dates[:, :-1]], axis=1), dates
