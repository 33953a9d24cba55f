# ---
# attack: Answers with pairs of letters of which each becomes an object of 35 bytes where the test makes a list of them.
# class: memory, fork, disk, descriptor, output bombs
# sandboxes: [namespaces, off]
# assignment: lists
# detected: too large to be tested
# ---
# %% question="l1"
def positions(text, word):
    return np.array([0])

# %% instead="l1"
def positions(text, word):
    return np.frombuffer(bytes(range(33, 127)) * 2**20, "S2")
