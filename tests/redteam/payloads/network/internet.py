# ---
# attack: 'Connects to hosts outside by name and address, over IPv4 and IPv6, and to a cloud''s metadata.'
# class: 'network, DNS, IPv6, metadata address'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import socket

with open("/proc/net/dev") as devices:
    outside = {line.split(":")[0].strip() for line in devices if ":" in line} - {"lo"}
if outside:  # without trying: whoever runs this may not want to be seen there
    raise RuntimeError(f"HOLE there are network interfaces {outside}")
for family, kind, address in (
    (socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80)),
    (socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 443)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("2001:db8::1", 443)),
    (socket.AF_INET6, socket.SOCK_DGRAM, ("2001:db8::1", 53)),
):
    try:
        with socket.socket(family, kind) as client:
            client.settimeout(0.2)
            client.connect(address)
            client.send(b"the answers, please")
    except OSError:
        continue
    raise RuntimeError(f"HOLE reached {address}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
