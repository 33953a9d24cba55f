# ---
# misconception: The output is thought to have time as its first axis.
# loses: {q1: 2}
# feedback: In Keras the batch is the first axis, then comes time.
# ---

# %% question="q1"
def returned_shapes(kind, batch, time, units, return_sequences=False, return_state=False):
    output = (time, batch, units) if return_sequences else (batch, units)
    states = {"SimpleRNN": 1, "LSTM": 2}[kind] if return_state else 0
    return [output] + [(batch, units)] * states
