# ---
# attack: 'Searches its own memory, which it inherited from the zygote, for hidden tests and solutions.'
# class: 'read tests from disk, /proc, frames, gc'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import re

words = re.compile(rb"(?:hidden|secret) = 'canary_[0-9a-f]{12}")
found = []
try:
    places = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw.*$", open("/proc/self/maps").read(), re.M)
except OSError:  # forbidden here: then from the objects that we know, outwards
    places = [(f"{id(thing) - 2**16:x}", f"{id(thing):x}") for thing in (object(), {}, [], words)]
for start, end in ((int(start, 16), int(end, 16)) for start, end in places):
    try:
        with open("/proc/self/mem", "rb", 0) as memory:
            memory.seek(start)
            text = memory.read(min(end - start, 2**27))
    except (OSError, ValueError, OverflowError):
        continue
    found += words.findall(text)
if found:
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
