# ---
# misconception: "Every layer holds the vector of the last one."
# loses: {q3: 1.5}
# feedback: "last_hidden_state is layer 6 only; hidden_states has them all."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([states[-1][0, where].mean(0).numpy()] * 7))
    return np.stack(vectors)
