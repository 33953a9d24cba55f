# ---
# attack: 'Opens raw, packet, netlink and other sockets of rarer families.'
# class: 'network, DNS, IPv6, metadata address'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import socket

opened = []
for family, kind, protocol in (
    (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    (socket.AF_INET6, socket.SOCK_RAW, 58),
    (socket.AF_PACKET, socket.SOCK_RAW, 0),
    (socket.AF_VSOCK, socket.SOCK_STREAM, 0),
    (socket.AF_ALG, socket.SOCK_SEQPACKET, 0),
):
    try:
        socket.socket(family, kind, protocol).close()
    except OSError:
        continue
    opened.append(family.name)
if opened:
    raise RuntimeError(f"HOLE {opened}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
