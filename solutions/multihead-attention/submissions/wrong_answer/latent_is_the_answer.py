# ---
# misconception: "The second model gives what comes out of the last layer instead of what goes in."
# loses: {q12: 1}
# feedback: "Your vectors are the answers themselves: take the input of the last layer, not its output."
# ---

# %% question="q12"
def latent_model(classifier):
    return keras.Model(classifier.inputs, classifier.layers[-1].output)
