# ---
# attack: 'Connects to the grader''s servers on loopback, over IPv4 and IPv6.'
# class: connect to local ports and sockets
# sandboxes: [namespaces]
# ---
# %% before="q1"
import socket

reached = []
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"), (socket.AF_INET, "0.0.0.0")):
    for port in (int("<<PORT>>"), 22, 80, 8000, 8888, 6379):
        try:
            with socket.socket(family) as client:
                client.settimeout(0.2)
                client.connect((host, port))
                client.sendall(b"POST /score?points=1000 HTTP/1.1\r\n\r\n")
                reached.append(port)
        except OSError:
            pass
if reached:
    raise RuntimeError(f"HOLE {reached}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
