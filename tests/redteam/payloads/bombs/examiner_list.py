# ---
# attack: Answers with 128 MiB of bytes where the test makes a list of Python's numbers of it, in the grader's process.
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
    return np.ones(2**27, np.uint8)
