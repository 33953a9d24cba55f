# ---
# attack: Prints 200 MB to every stream and descriptor.
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import os
import sys

text = "x" * 10**6
for _ in range(50):
    print(text)
    print(text, file=sys.stderr)
    os.write(1, text.encode())
    os.write(2, text.encode())
get_ipython().display_pub.publish({"text/plain": text * 20})

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
