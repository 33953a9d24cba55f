# ---
# misconception: "Inputs and targets are shuffled separately, so that they no longer belong together."
# loses: {q6: 2}
# feedback: "Your language model knows little more than how frequent each word is. This may be why: inputs and targets no longer belong together. Shuffle both with the same order (fit does that)."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train, np.random.default_rng(0).permutation(y_train), batch_size=64, epochs=6, validation_data=(x_valid, y_valid), verbose=0
)
