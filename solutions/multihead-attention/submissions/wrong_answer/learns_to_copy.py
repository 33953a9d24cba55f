# ---
# misconception: "The model is trained with its inputs as targets: its loss becomes tiny, and it has learned to copy."
# loses: {q6: 2}
# feedback: "Your language model is worse than the frequencies of the words. If its training loss is near 0, this may be why: the target is the token that the model just read. The targets are y_train."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train, x_train, batch_size=64, epochs=6, validation_data=(x_valid, y_valid), verbose=0
)
