# ---
# misconception: "The second model has the right layers with weights of their own, which were never trained."
# loses: {q12: 1.5}
# feedback: "Your second model begins with random weights: share the layers of the classifier instead of making them anew."
# ---

# %% question="q12"
def latent_model(classifier):
    fresh = keras.models.clone_model(classifier)
    return keras.Model(fresh.inputs, fresh.layers[-1].input)
