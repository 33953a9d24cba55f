# ---
# misconception: "hidden_states[0] is left out, so layer 1 stands where layer 0 belongs."
# loses: {q3: 1.5}
# feedback: "There are 7 hidden states: layer 0 is the one before the first layer."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([state[0, where].mean(0).numpy() for state in states[1:]]))
    return np.stack(vectors)
