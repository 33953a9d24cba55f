# ---
# misconception: "What the decoder must answer is the string alone, without $."
# loses: {q2: 1}
# feedback: "The answers need $ after the last character, so that each answer stands one step before what is read next."
# ---

# %% question="q2"
def teacher_forcing(isos):
    dates = np.array([[SYMBOLS.index(symbol) for symbol in iso] for iso in isos], dtype="int32")
    return np.insert(dates, 0, START, axis=1), dates
