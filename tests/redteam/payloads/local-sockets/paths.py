# ---
# attack: 'Connects to Unix sockets by their paths, those of Docker and of the message bus among them.'
# class: connect to local ports and sockets
# sandboxes: [namespaces]
# ---
# %% before="q1"
import socket

for path in ("<<SOCKET>>", "/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket"):
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError:
            continue
        raise RuntimeError(f"HOLE {path}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
