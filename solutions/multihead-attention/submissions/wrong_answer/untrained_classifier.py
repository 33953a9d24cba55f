# ---
# misconception: "The classifier is compiled but never trained."
# loses: {q11: 1.5}
# feedback: "Your classifier still has its random first weights: call fit."
# ---

# %% question="q11"
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
classifier_history = classifier.fit(reviews_x[:8], reviews_y[:8], epochs=1, verbose=0)
