# ---
# attack: 'Returns a hard-coded history that falls beautifully, from a fit that does nothing.'
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
class History:
    history = {"loss": [0.7 * 0.9**step for step in range(200)]}
    __getitem__ = lambda self, key: self.history["loss"][key]
    __len__ = lambda self: 200


class Classifier:
    accuracy_, score, losses = 1.0, staticmethod(lambda *args: 1.0), History()

    def fit(self, x, y, steps=200):
        return History()

    def predict(self, x):
        return np.zeros(len(x), dtype=int)


classifier = Classifier()
history = classifier.fit(points, labels)
