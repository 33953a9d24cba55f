# ---
# about: adds instead of multiplying
# ---
# %% question="q1"
def double(x):
    return x + x
