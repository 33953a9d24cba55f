# ---
# misconception: "The classifier is trained on 100 of the reviews only, once."
# loses: {q11: 1.5}
# feedback: "Your classifier is right as often as a coin. This may be why: it saw few reviews, and nearly all words of a new one are unknown to it. Train on all 5,000."
# ---

# %% question="q11"
keras.utils.set_random_seed(1)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"]
)
classifier_history = classifier.fit(
    reviews_x[:100], reviews_y[:100], batch_size=32, epochs=1, validation_split=0.1, verbose=0
)
