# ---
# attack: 'Reads of /proc what the machine is made of, what it runs and where its files lie.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

told = {}
for name in ("cmdline", "interrupts", "kallsyms", "modules", "iomem", "ioports", "timer_list", "keys", "key-users", "kcore",
             "partitions", "diskstats", "locks", "slabinfo", "zoneinfo", "config.gz", "sysrq-trigger", "bus/pci", "driver",
             "asound", "scsi", "fs", "irq", "tty", "acpi", "swaps", "crypto", "misc", "devices", "kmsg", "kpageflags"):
    path = f"/proc/{name}"
    try:
        told[name] = len(os.listdir(path)) if os.path.isdir(path) else len(open(path, "rb").read(100))
    except OSError:
        continue
    try:
        os.close(os.open(f"{path}/planted" if os.path.isdir(path) else path, os.O_RDWR | os.O_CREAT))
        if os.stat(path).st_rdev != os.stat(os.devnull).st_rdev:
            told[name] = "written"
    except OSError:
        continue
if found := {name: size for name, size in told.items() if size}:
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
