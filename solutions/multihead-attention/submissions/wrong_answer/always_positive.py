# ---
# misconception: "The answer is a constant: every review is good."
# loses: {q11: 1.5}
# feedback: "Your classifier gives every text the same answer, which is right half of the time."
# ---

# %% question="q11"
class Optimist:
    def __init__(self, model):
        self.model = model

    def __call__(self, rows):
        return np.full((len(rows), 1), 0.9)

    def get_weights(self):
        return self.model.get_weights()


classifier = Optimist(build_classifier(len(review_vocabulary), REVIEW_LENGTH))
classifier_history = keras.callbacks.History()
classifier_history.history = {"accuracy": [0.99]}
