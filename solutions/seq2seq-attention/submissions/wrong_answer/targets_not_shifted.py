# ---
# misconception: The decoder reads the very symbol that it must answer; nothing is shifted.
# loses: {q2: 1}
# feedback: Your decoder reads the symbol that it should predict, so it only learns to copy it; shift its input by one.
# ---

# %% question="q2"
def teacher_forcing(isos):
    dates = np.array([[SYMBOLS.index(symbol) for symbol in iso] + [END] for iso in isos], dtype="int32")
    return dates, dates
