# ---
# misconception: "Good and bad are exchanged: 1 stands for a bad review."
# loses: {q11: 1.5}
# feedback: "Your classifier is wrong where it should be right: label 1 is a good review."
# ---

# %% question="q11"
keras.utils.set_random_seed(1)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"]
)
classifier_history = classifier.fit(
    reviews_x, 1 - reviews_y, batch_size=32, epochs=3, validation_split=0.1, verbose=0
)
