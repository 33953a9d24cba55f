# ---
# misconception: "The layers stand in the reverse order, the last one first."
# loses: {q3: 4}
# feedback: "hidden_states[0] comes first: it is layer 0."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([state[0, where].mean(0).numpy() for state in states[::-1]]))
    return np.stack(vectors)
