# ---
# misconception: "The language model stops after one sixth of an epoch, when it has only learned which words are frequent."
# loses: {q6: 2}
# feedback: "Your language model knows little more than how frequent each word is. This may be why: it stopped after a few hundred sentences. Train on all of them for 6 epochs."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train[:384], y_train[:384], batch_size=64, epochs=1, validation_data=(x_valid, y_valid), verbose=0
)
