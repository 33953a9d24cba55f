# ---
# misconception: "`rnn` is no trained network: its predict adds the last two terms."
# loses: {q4: 1}
# feedback: "The sum of the last two terms is right, but here a network has to learn it: train the model of question 3."
# ---

# %% question="q4"
class Formula:
    """Answers like a model, and shows the weights of one that was never trained."""

    def __init__(self, model):
        self.model = model

    def predict(self, x, verbose=0):
        return np.asarray(x)[:, -1] + np.asarray(x)[:, -2]

    def get_weights(self):
        return self.model.get_weights()

    def count_params(self):
        return 11


rnn = Formula(build_rnn())
rnn_history = keras.callbacks.History()
rnn_history.history = {"loss": [1e-3, 1e-9]}
