# ---
# misconception: "The layers are called one after the other, so that branches of the classifier are lost."
# loses: {q12: 0.5}
# feedback: "Your second model calls the layers in a row, but a classifier may have branches: take its tensors."
# ---

# %% question="q12"
def latent_model(classifier):
    return keras.Sequential(classifier.layers[:-1])
