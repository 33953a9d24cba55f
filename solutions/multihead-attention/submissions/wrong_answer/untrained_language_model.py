# ---
# misconception: "The language model is built and compiled but hardly sees any data."
# loses: {q6: 2}
# feedback: "Your language model is worse than the frequencies of the words. This may be why: it has nearly its random first weights. Train it on all of x_train for several epochs."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train[:64], y_train[:64], batch_size=64, epochs=1, validation_data=(x_valid, y_valid), verbose=0
)
