# ---
# misconception: "The second model is made of copies of the layers."
# loses: {q12: 0.5}
# feedback: "Your second model has layers of its own: when the classifier learns, it does not. Use the tensors of the classifier itself."
# ---

# %% question="q12"
def latent_model(classifier):
    copy = keras.models.clone_model(classifier)
    copy.set_weights(classifier.get_weights())
    return keras.Model(copy.inputs, copy.layers[-1].input)
