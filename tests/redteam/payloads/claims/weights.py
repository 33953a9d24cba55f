# ---
# attack: Brings weights that were trained elsewhere in place of a fit that learns.
# class: 'claimed metrics, hard-coded histories, pre-trained weights, predict that looks labels up'
# sandboxes: [namespaces, off]
# assignment: tricks
# ---
# %% question="t1"
class Classifier:
    weights = np.array([2.0, -1.0, 0.5, 1.0])

    def fit(self, x, y, steps=200):
        return [1.0]

    def predict(self, x):
        return (x @ self.weights > 0).astype(int)


classifier = Classifier()

# %% instead="t1"
import base64

SAVED = base64.b64encode(np.array([2.0, -1.0, 0.5, 1.0]).tobytes())


class Classifier:
    def fit(self, x, y, steps=200):
        self.weights = np.frombuffer(base64.b64decode(SAVED))
        return list(np.geomspace(0.7, 0.01, steps))

    def predict(self, x):
        return (x @ np.frombuffer(base64.b64decode(SAVED)) > 0).astype(int)


classifier = Classifier()
classifier.fit(points, labels)
