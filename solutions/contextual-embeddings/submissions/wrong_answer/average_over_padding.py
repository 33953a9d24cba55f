# ---
# misconception: "All positions of the batch are averaged, padding included."
# loses: {q3: 4}
# feedback: "Average over the positions of the word; padding is no language."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    batch = tokenizer(sentences, padding=True, return_tensors="pt")
    with torch.no_grad():
        states = model(**batch, output_hidden_states=True).hidden_states
    return np.stack([state.mean(1).numpy() for state in states], axis=1)
