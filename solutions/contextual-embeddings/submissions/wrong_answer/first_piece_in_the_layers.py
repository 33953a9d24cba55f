# ---
# misconception: "Only the first piece of a word gives its vector."
# loses: {q3: 1}
# feedback: "Average the hidden states of all pieces of the word."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    vectors = []
    for sentence, where in zip(sentences, positions):
        batch = tokenizer(sentence, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch, output_hidden_states=True).hidden_states
        vectors.append(np.stack([state[0, where[0]].numpy() for state in states]))
    return np.stack(vectors)
