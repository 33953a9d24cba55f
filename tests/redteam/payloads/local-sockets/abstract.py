# ---
# attack: Connects to an abstract Unix socket of the grader's machine.
# class: connect to local ports and sockets
# sandboxes: [namespaces]
# ---
# %% before="q1"
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    with socket.socket(socket.AF_UNIX, kind) as client:
        try:
            client.connect("\0<<ABSTRACT>>")
        except OSError:
            continue
        raise RuntimeError("HOLE an abstract socket")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
