# ---
# attack: 'Opens sockets of protocols that no wall knows, to listen where TCP may not.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# runtimes: [tensorflow]
# ---
# %% before="q1"
import itertools
import socket

won = []
for family, kind, protocol in itertools.product((2, 10), (1, 2, 3, 4, 5, 6, 10), (0, 1, 2, 33, 58, 132, 136, 143, 255, 262)):
    if protocol == 0 and kind in (1, 2):
        continue
    try:
        with socket.socket(family, kind, protocol) as opened:
            won.append((family, kind, protocol))
    except OSError:
        continue
for family in (*range(3, 10), *range(11, 50)):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind).close()
            won.append((family, kind))
        except OSError:
            continue
if won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
