# ---
# misconception: "The vector of [CLS] is taken for that of the word."
# loses: {q3: 4}
# feedback: "[CLS] stands for the whole sentence; take the hidden states at the positions of the word."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([state[0, 0].numpy() for state in states]))
    return np.stack(vectors)
