# ---
# attack: 'Asks the DNS, which carries a few bytes out with every question.'
# class: 'network, DNS, IPv6, metadata address'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import socket

with open("/proc/net/dev") as devices:
    outside = {line.split(":")[0].strip() for line in devices if ":" in line} - {"lo"}
if outside:
    raise RuntimeError("HOLE there are network interfaces")
for name in ("answers.example.com", "169.254.169.254.nip.invalid", "metadata.invalid"):
    try:
        found = socket.getaddrinfo(name, 80)
    except OSError:
        continue
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
