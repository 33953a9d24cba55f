# ---
# attack: Closes its end of the wire and lives on.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: cut the connection
# ---
# %% before="q1"
import gc
import os
import socket
import time

for thing in gc.get_objects():
    if type(thing) is socket.socket:
        thing.close()
os.closerange(0, 256)
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
