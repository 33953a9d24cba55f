# ---
# misconception: The final state is listed before the output.
# loses: {q1: 2}
# feedback: Keras returns the output first, then the states.
# ---

# %% question="q1"
def returned_shapes(kind, batch, time, units, return_sequences=False, return_state=False):
    output = (batch, time, units) if return_sequences else (batch, units)
    states = {"SimpleRNN": 1, "LSTM": 2}[kind] if return_state else 0
    return [(batch, units)] * states + [output]
