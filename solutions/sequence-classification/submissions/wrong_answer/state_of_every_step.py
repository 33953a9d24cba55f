# ---
# misconception: With return_sequences the final state is given a time axis too.
# loses: {q1: 2}
# feedback: The final state is one vector per sequence, whatever return_sequences says.
# ---

# %% question="q1"
def returned_shapes(kind, batch, time, units, return_sequences=False, return_state=False):
    output = (batch, time, units) if return_sequences else (batch, units)
    states = {"SimpleRNN": 1, "LSTM": 2}[kind] if return_state else 0
    return [output] + [output] * states
