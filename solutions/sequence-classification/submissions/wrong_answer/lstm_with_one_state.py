# ---
# misconception: An LSTM is thought to have one state; the cell is forgotten.
# loses: {q1: 0.5}
# feedback: An LSTM returns its output, then h, then c.
# ---

# %% question="q1"
def returned_shapes(kind, batch, time, units, return_sequences=False, return_state=False):
    output = (batch, time, units) if return_sequences else (batch, units)
    states = int(return_state)
    return [output] + [(batch, units)] * states
