# ---
# attack: Takes memory until there is none.
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces, off]
# detected: 'q1: out of memory'
# ---
# %% before="q1"
hoard = []
for _ in range(64):  # 4 GiB: more than the budget, less than the machine
    hoard.append(bytearray(b"x") * 2**26)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
