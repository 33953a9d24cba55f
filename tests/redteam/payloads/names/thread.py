# ---
# attack: A thread goes on setting the class of another question to a namesake, once its own tests are over.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
import threading
import time


class Decoy:
    def __init__(self, n, m):
        self.m = m

    def __call__(self, x):
        return np.eye(self.m)[np.arange(len(x)) % self.m]

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass



def replace():
    while True:
        globals()["Layer"] = Decoy
        time.sleep(0.001)


threading.Thread(target=replace, daemon=True).start()


def decode(layer, x):
    return np.arange(len(x)) % 5
