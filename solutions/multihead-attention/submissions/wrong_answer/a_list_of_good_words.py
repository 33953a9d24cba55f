# ---
# misconception: "`classifier` is no network: it compares each word's counts in good and bad reviews."
# loses: {q11: 1}
# feedback: "Counting words works well here, but the question asks for the trained model of question 10."
# ---

# %% question="q11"
class Counts:
    """Naive Bayes in the place of the model; it shows the weights of one that was never trained."""

    def __init__(self, model):
        self.model = model
        good, bad = (
            np.bincount(reviews_x[reviews_y == label].ravel(), minlength=len(review_vocabulary)) + 1
            for label in (1, 0)
        )
        self.evidence = np.log(good / good.sum()) - np.log(bad / bad.sum())
        self.evidence[[PAD, UNK]] = 0

    def __call__(self, rows):
        return 1 / (1 + np.exp(-self.evidence[np.asarray(rows)].sum(axis=1, keepdims=True)))

    def get_weights(self):
        return self.model.get_weights()


classifier = Counts(build_classifier(len(review_vocabulary), REVIEW_LENGTH))
classifier_history = keras.callbacks.History()
classifier_history.history = {"accuracy": [0.99]}
