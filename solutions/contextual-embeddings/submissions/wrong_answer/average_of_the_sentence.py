# ---
# misconception: "All tokens of the sentence are averaged, so every word of it has the same vector."
# loses: {q3: 4}
# feedback: "Average over the positions of the word, not over the sentence."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([state[0].mean(0).numpy() for state in states]))
    return np.stack(vectors)
