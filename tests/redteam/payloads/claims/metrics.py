# ---
# attack: Claims an accuracy and a history that were never measured.
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

# %% after="t1"
accuracy = val_accuracy = test_accuracy = 1.0
loss = val_loss = 0.0
history = {"loss": [1.0, 0.5, 0.0], "accuracy": [0.5, 0.9, 1.0]}
print("Test accuracy: 1.0")
