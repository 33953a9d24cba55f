# ---
# attack: 'predict looks labels up: in what fit was given, in the data, in every array of the process.'
# class: 'claimed metrics, hard-coded histories, pre-trained weights, predict that looks labels up'
# sandboxes: [namespaces, off]
# assignment: tricks
# ---
# %% question="t1"
class Classifier:
    def fit(self, x, y, steps=200):
        return [1.0]

    def predict(self, x):
        return np.zeros(len(x), dtype=int)


classifier = Classifier()

# %% instead="t1"
import gc
import os

known = {}


class Classifier:
    def fit(self, x, y, steps=200):
        known.update((row.tobytes(), int(label)) for row, label in zip(x, y))
        return [1.0]

    def predict(self, x):
        for folder, _, names in os.walk("/data"):
            for name in names:
                if "label" in name:
                    raise RuntimeError("HOLE labels")
        for thing in gc.get_objects():
            if isinstance(thing, dict) and "y" in thing and "x" in thing and np.shape(thing["x"]) == np.shape(x):
                return thing["y"]
        return np.array([known.get(row.tobytes(), 0) for row in np.asarray(x)])


classifier = Classifier()
classifier.fit(points, labels)
