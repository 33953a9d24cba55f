# ---
# misconception: "The classifier is compiled but never trained."
# loses: {q11: 1.5}
# feedback: "Your classifier is right as often as a coin. This may be why: `fit` was not called, and its weights are still the random first ones."
# ---

# %% question="q11"
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
classifier_history = classifier.fit(reviews_x[:8], reviews_y[:8], epochs=1, verbose=0)
