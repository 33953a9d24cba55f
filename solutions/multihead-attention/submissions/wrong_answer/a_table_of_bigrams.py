# ---
# misconception: "`language_model` is no network: it looks up which word followed the last one."
# loses: {q6: 1.5}
# feedback: "Counting which word follows which is a good baseline, but here attention has to learn it: train the model of question 5."
# ---

# %% question="q6"
class Table:
    """Answers like a model, and shows the weights of one that was never trained."""

    def __init__(self, model):
        self.model = model

    def __call__(self, rows):
        return np.log(bigram + 1e-12)[np.asarray(rows)]

    def get_weights(self):
        return self.model.get_weights()

language_model = Table(build_language_model(len(vocabulary), LENGTH))
language_history = keras.callbacks.History()
language_history.history = {"loss": [3.0, 1e-9], "val_loss": [3.0, 1e-9]}
