# ---
# misconception: "The labels are shuffled without their texts."
# loses: {q11: 1.5}
# feedback: "Your classifier is right as often as a coin. This may be why: texts and labels no longer belong together. A high training accuracy only shows what can be learned by heart."
# ---

# %% question="q11"
keras.utils.set_random_seed(1)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"]
)
classifier_history = classifier.fit(
    reviews_x, np.random.default_rng(0).permutation(reviews_y), batch_size=32, epochs=3, validation_split=0.1, verbose=0
)
