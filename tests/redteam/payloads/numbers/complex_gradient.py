# ---
# attack: Gives a gradient that is wrong in its real part and large in its imaginary one.
# class: types of numbers
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q2"
def states(x):
    return np.cumsum(x, axis=1)


def slope(w):
    return 0 * w

# %% instead="q2"
def states(x):
    return np.cumsum(x, axis=1)


def slope(w):
    return 0 * w + 1e9j
