# ---
# attack: Answers with letters of which each becomes an object of 33 bytes where the test makes a list of them.
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
    return np.frombuffer(bytes(range(1, 256)) * 2**18, "S1").astype("S2")
