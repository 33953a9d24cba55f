# ---
# attack: Answers with a dictionary whose keys all have the same hash, so that reading it takes the square of their number.
# class: memory, fork, disk, descriptor, output bombs
# sandboxes: [namespaces, off]
# assignment: lists
# detected: too large to be tested
# ---
# %% question="l3"
def counts(numbers):
    return {}

# %% instead="l3"
from autograder.candidate import wire


class Keys:
    def __init__(self):
        self.parts = [part for i in range(1, 60_000) for part in (i * (2**61 - 1), 0)]


pack = wire._pack


def packed(value, foreign, payload, depth):
    if type(value) is Keys:
        return [wire.Tag.DICT, *(pack(part, foreign, payload, depth + 1) for part in value.parts)]
    return pack(value, foreign, payload, depth)


wire._pack = packed
keys = Keys()


def counts(numbers):
    return keys
