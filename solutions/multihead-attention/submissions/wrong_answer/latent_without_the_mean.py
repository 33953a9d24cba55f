# ---
# misconception: "The second model ends one layer too early."
# loses: {q12: 1}
# feedback: "Your second model stops before the last but one layer: what you give is not yet what the last layer reads."
# ---

# %% question="q12"
def latent_model(classifier):
    return keras.Model(classifier.inputs, classifier.layers[-2].input)
