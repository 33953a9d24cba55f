# ---
# misconception: "The pieces are summed, not averaged."
# loses: {q3: 1}
# feedback: "Divide the sum by the number of pieces."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([state[0, where].sum(0).numpy() for state in states]))
    return np.stack(vectors)
